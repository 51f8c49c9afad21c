//! What a trace tells, by the clock: what was known when, who asked, and who waited for what.

use std::time::Duration;

use crate::trace::{Deed, Meaning, Query, Step, Trace};

/// A trace as spans of time, all counted from the begin of the watch.
#[derive(Debug, PartialEq)]
pub(super) struct Story {
    pub(super) title: String,
    /// What the watch knew, one behind the other; the last goes on.
    pub(super) known: Vec<Known>,
    pub(super) polls: Vec<Poll>,
    pub(super) waits: Vec<Wait>,
    pub(super) gaps: Vec<Gap>,
    pub(super) ends: Vec<End>,
    /// When the last step was told.
    pub(super) until: Duration,
}

/// A status, and since when it was known.
#[derive(Debug, PartialEq)]
pub(super) struct Known {
    pub(super) since: Duration,
    pub(super) status: String,
}

/// A query, and when its event was told.
#[derive(Debug, PartialEq)]
pub(super) struct Poll {
    pub(super) asked: Duration,
    pub(super) told: Duration,
    pub(super) kind: Kind,
    /// What was answered, in a word.
    pub(super) label: String,
}

/// What a poll brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Good,
    Unchanged,
    Regressed,
    Error,
    Throttled,
    Lost,
}

/// A wait, from the event before it to what came after it.
#[derive(Debug, PartialEq)]
pub(super) struct Wait {
    pub(super) from: Duration,
    pub(super) to: Duration,
    /// How long it should have been; longer than it was where it was cut short.
    pub(super) length: Duration,
    pub(super) is_asked_for: bool,
}

/// A time in which the program did not run.
#[derive(Debug, PartialEq)]
pub(super) struct Gap {
    pub(super) from: Duration,
    pub(super) to: Duration,
}

/// An end of the watch.
#[derive(Debug, PartialEq)]
pub(super) struct End {
    pub(super) at: Duration,
    pub(super) words: String,
}

/// A wait that has begun; of the very first, nobody told the length.
#[derive(Clone, Copy)]
struct Pending {
    from: Duration,
    length: Option<Duration>,
    is_asked_for: bool,
}

impl Story {
    pub(super) fn new(trace: &Trace) -> Self {
        let mut story = Self {
            title: trace.story.clone(),
            known: vec![Known {
                since: Duration::ZERO,
                status: "unknown".to_owned(),
            }],
            polls: Vec::new(),
            waits: Vec::new(),
            gaps: Vec::new(),
            ends: Vec::new(),
            until: trace
                .steps
                .iter()
                .map(|step| step.told)
                .max()
                .unwrap_or_default(),
        };
        let mut pending = Pending {
            from: Duration::ZERO,
            length: None,
            is_asked_for: false,
        };
        for step in &trace.steps {
            story.add(step, pending);
            pending = Pending {
                from: step.told,
                length: step.next,
                // Who is back waits for the rest of the wait that was cut short.
                is_asked_for: step.is_asked_for()
                    || step.meaning == Meaning::Back && pending.is_asked_for,
            };
        }
        story
    }

    fn add(&mut self, step: &Step, pending: Pending) {
        match &step.deed {
            Deed::Query(query) => {
                let asked = step.asked.unwrap_or(step.told);
                self.wait(pending, asked);
                self.polls.push(Poll {
                    asked,
                    told: step.told,
                    kind: kind(&step.meaning),
                    label: label(query, &step.meaning),
                });
                if let Meaning::Seen(status) = &step.meaning {
                    self.known.push(Known {
                        since: step.told,
                        status: status.clone(),
                    });
                }
            }
            Deed::Cancel { .. } => self.interrupt(pending, step.told),
            Deed::Restart { away, .. } => {
                let from = step.told.saturating_sub(*away);
                self.interrupt(pending, from);
                self.gaps.push(Gap {
                    from,
                    to: step.told,
                });
            }
            Deed::Resume { away } => self.gaps.push(Gap {
                from: step.told.saturating_sub(*away),
                to: step.told,
            }),
            Deed::End => {
                self.wait(pending, step.told);
                if let Meaning::Ended(ending) = &step.meaning {
                    self.ends.push(End {
                        at: step.told,
                        words: format!("{}, {}", ending.outcome, ending.n_polls),
                    });
                }
            }
        }
    }

    /// Ends a wait; a query that was due by then finds no end.
    fn interrupt(&mut self, pending: Pending, at: Duration) {
        let due = pending
            .length
            .and_then(|length| pending.from.checked_add(length))
            .filter(|due| *due < at);
        let Some(asked) = due else {
            return self.wait(pending, at);
        };
        self.wait(pending, asked);
        self.polls.push(Poll {
            asked,
            told: at,
            kind: Kind::Lost,
            label: "lost".to_owned(),
        });
    }

    fn wait(&mut self, pending: Pending, to: Duration) {
        let was = to.saturating_sub(pending.from);
        if was.is_zero() {
            return;
        }
        self.waits.push(Wait {
            from: pending.from,
            to,
            length: pending.length.unwrap_or(was),
            is_asked_for: pending.is_asked_for,
        });
    }
}

impl Wait {
    /// Returns whether the wait ended before its time.
    pub(super) fn is_cut(&self) -> bool {
        self.length > self.to.saturating_sub(self.from)
    }
}

fn kind(meaning: &Meaning) -> Kind {
    match meaning {
        Meaning::Seen(_) => Kind::Good,
        Meaning::Unchanged => Kind::Unchanged,
        Meaning::Regressed => Kind::Regressed,
        Meaning::Throttled(_) => Kind::Throttled,
        Meaning::Error(_) => Kind::Error,
        Meaning::Dropped | Meaning::Back | Meaning::Cancelled | Meaning::Ended(_) => Kind::Lost,
    }
}

/// Returns what was answered, or what kind of error it was where the answer does not say.
fn label(query: &Query, meaning: &Meaning) -> String {
    let word = match meaning {
        Meaning::Error(kind) | Meaning::Throttled(kind)
            if matches!(&*query.answer, "200" | "silence") =>
        {
            kind
        }
        _ => &query.answer,
    };
    word.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(steps: &str) -> Story {
        Story::new(&Trace::parse(&format!("# A story.\n\n{steps}")).expect("it is a trace"))
    }

    fn seconds(wait: &Wait) -> (u64, u64, u64, bool) {
        let Wait {
            from, to, length, ..
        } = wait;
        (
            from.as_secs(),
            to.as_secs(),
            length.as_secs(),
            wait.is_asked_for,
        )
    }

    #[test]
    fn waits_lead_from_event_to_query() {
        let story = story(
            "30s | silence => 90s | error: timeout; next in 30s\n\
             120s | 503, Retry-After: 60 => 120s | error: server; next in 60s\n\
             180s | completed => 181s | first seen: completed\n\
             - | end => 181s | completed; 3 polls; save within 1s\n",
        );
        let waits: Vec<_> = story.waits.iter().map(seconds).collect();
        let expected = [
            (0, 30, 30, false),
            (90, 120, 30, false),
            (120, 180, 60, true),
        ];
        assert_eq!(waits, expected);
        assert_eq!(story.ends[0].words, "completed, 3 polls");
        assert_eq!(story.until, Duration::from_secs(181));
    }

    #[test]
    fn a_status_is_known_until_a_newer_one_is() {
        let story = story(
            "1s | processing => 2s | first seen: processing; next in 1s\n\
             3s | queued => 3s | regressed: queued, kept processing; next in 1s\n\
             4s | failed => 5s | changed: processing -> failed\n",
        );
        let known: Vec<_> = story
            .known
            .iter()
            .map(|it| (it.since.as_secs(), &*it.status))
            .collect();
        assert_eq!(known, [(0, "unknown"), (2, "processing"), (5, "failed")]);
        let kinds: Vec<_> = story.polls.iter().map(|poll| poll.kind).collect();
        assert_eq!(kinds, [Kind::Good, Kind::Regressed, Kind::Good]);
    }

    #[test]
    fn a_restart_cuts_a_wait_whose_rest_is_of_the_same_kind() {
        let story = story(
            "30s | 429, Retry-After: 90 => 30s | throttled: rate_limited; next in 90s\n\
             - | restart, after 10s, away 30s => 70s | back; next in 50s\n\
             120s | completed => 120s | first seen: completed\n",
        );
        let waits: Vec<_> = story.waits.iter().map(seconds).collect();
        let expected = [(0, 30, 30, false), (30, 40, 90, true), (70, 120, 50, true)];
        assert_eq!(waits, expected);
        assert!(story.waits[1].is_cut());
        assert!(!story.waits[2].is_cut());
        let gap = Gap {
            from: Duration::from_secs(40),
            to: Duration::from_secs(70),
        };
        assert_eq!(story.gaps, [gap]);
    }

    #[test]
    fn a_query_in_flight_is_lost_in_a_restart() {
        let story = story(
            "30s | queued => 30s | first seen: queued; next in 30s\n\
             - | restart, after 35s, away 0s => 65s | back; next in 30s\n",
        );
        let lost = Poll {
            asked: Duration::from_secs(60),
            told: Duration::from_secs(65),
            kind: Kind::Lost,
            label: "lost".to_owned(),
        };
        assert_eq!(story.polls.last(), Some(&lost));
    }

    #[test]
    fn a_label_is_the_answer_or_the_kind_of_error() {
        let story = story(
            "1s | 404 => 1s | error: not_found; next in 1s\n\
             2s | silence => 3s | error: timeout; next in 1s\n\
             4s | 200 {} => 4s | error: no_video_url; next in 1s\n\
             5s | too_large => 5s | error: malformed; next in 1s\n",
        );
        let labels: Vec<_> = story.polls.iter().map(|poll| &*poll.label).collect();
        assert_eq!(labels, ["404", "timeout", "no video url", "too large"]);
    }
}
