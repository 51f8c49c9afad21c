//! What happened to a task, in order, whatever order its records have.

use std::time::{Duration, SystemTime};

use crate::history::{Record, What};

use super::Lane;
use super::end::{End, EndKind};
use super::phase::Phase;

/// A task, as spans of time and moments in them.
#[derive(Debug)]
pub(super) struct Story<'a> {
    pub(super) lane: &'a Lane,
    /// One behind the other, without a gap; the first begins where the task does.
    pub(super) spans: Vec<Span>,
    /// When a poll brought an answer.
    pub(super) polls: Vec<SystemTime>,
    pub(super) errors: Vec<Fault>,
    pub(super) stops: Vec<Stop>,
    /// `None` while it goes on.
    pub(super) end: Option<End>,
}

/// A time in which a task was so far.
#[derive(Debug, PartialEq)]
pub(super) struct Span {
    pub(super) from: SystemTime,
    pub(super) to: SystemTime,
    pub(super) phase: Phase,
    /// Whether anybody asked for it, as far as is known.
    pub(super) is_watched: bool,
}

/// A call that failed.
#[derive(Debug, PartialEq)]
pub(super) struct Fault {
    pub(super) at: SystemTime,
    pub(super) kind: String,
    pub(super) retry_in: Option<Duration>,
}

/// The end of a watch that was not the end of the task.
#[derive(Debug, PartialEq)]
pub(super) struct Stop {
    pub(super) at: SystemTime,
    pub(super) words: String,
}

impl<'a> Story<'a> {
    /// Puts the records of a task in order; of its end, the ledger's word decides.
    pub(super) fn new(lane: &'a Lane, now: SystemTime) -> Self {
        let mut records: Vec<&Record> = lane.records.iter().collect();
        records.sort_by_key(|record| record.at);
        let first = records.first().map(|record| record.at);
        let from = first.map_or(lane.submitted_at, |first| first.min(lane.submitted_at));
        let mut story = Self {
            lane,
            spans: vec![Span {
                from,
                to: from,
                phase: Phase::Waiting,
                is_watched: true,
            }],
            polls: Vec::new(),
            errors: Vec::new(),
            stops: Vec::new(),
            end: None,
        };
        for record in &records {
            story.add(record);
        }
        story.conclude(&records, now);
        story
    }

    pub(super) fn from(&self) -> SystemTime {
        self.spans[0].from
    }

    /// Returns when its last span ends.
    pub(super) fn to(&self) -> SystemTime {
        self.last().to
    }

    /// Returns every moment at which anything happened, in any order.
    pub(super) fn moments(&self) -> impl Iterator<Item = SystemTime> {
        let spans = self.spans.iter().flat_map(|span| [span.from, span.to]);
        let errors = self.errors.iter().map(|fault| fault.at);
        let stops = self.stops.iter().map(|stop| stop.at);
        spans
            .chain(errors)
            .chain(stops)
            .chain(self.polls.iter().copied())
    }

    fn add(&mut self, record: &Record) {
        let at = record.at;
        match &record.what {
            What::Created { status } => self.enter(at, Phase::of(status)),
            What::Status { status } => {
                self.polls.push(at);
                self.enter(at, Phase::of(status));
            }
            What::Poll | What::Regressed { .. } => {
                self.polls.push(at);
                self.enter(at, Some(Phase::Unrecorded));
            }
            What::Error { kind, retry_in } => {
                // Before there is an id, it is the create call that failed.
                if record.id.is_some() {
                    self.enter(at, Some(Phase::Unrecorded));
                }
                self.errors.push(Fault {
                    at,
                    kind: kind.to_string(),
                    retry_in: *retry_in,
                });
            }
            What::Completed => self.enter(at, Some(Phase::Completed)),
            What::GaveUp { kind } => self.stop(
                at,
                match kind {
                    Some(kind) => format!("gave up: {kind}"),
                    None => "gave up: no time left".to_owned(),
                },
            ),
            What::Interrupted => self.stop(at, "interrupted".to_owned()),
            // The ledger says whether that was the end.
            What::Failed | What::Saved => {}
        }
    }

    /// Begins a span, unless the task is as far already.
    fn enter(&mut self, at: SystemTime, phase: Option<Phase>) {
        let last = self.last();
        let is_watched = last.is_watched;
        let phase = phase
            .filter(|phase| phase.rank() >= last.phase.rank())
            .unwrap_or_else(|| last.phase.clone());
        if phase != last.phase || !is_watched {
            self.begin(at, phase, true);
        }
    }

    /// Notes that from now on nobody asks.
    fn stop(&mut self, at: SystemTime, words: String) {
        self.stops.push(Stop { at, words });
        let phase = self.last().phase.clone();
        self.begin(at, phase, false);
    }

    fn begin(&mut self, at: SystemTime, phase: Phase, is_watched: bool) {
        self.last_mut().to = at;
        self.spans.push(Span {
            from: at,
            to: at,
            phase,
            is_watched,
        });
    }

    /// Adds what the ledger knows, and how long the last span is.
    fn conclude(&mut self, records: &[&Record], now: SystemTime) {
        let changed_at = self.lane.changed_at;
        let kind = EndKind::of(self.lane);
        let is_waiting = self.last().phase == Phase::Waiting;
        match &*self.lane.state {
            "active" if is_waiting => {
                let at = changed_at.max(self.last().from);
                self.begin(at, Phase::Unrecorded, true);
            }
            // When it was sent, nobody wrote down.
            "completed" | "saved" | "failed" if is_waiting => {
                self.last_mut().phase = Phase::Unrecorded;
            }
            _ => {}
        }
        if self.lane.state == "completed" && self.last().phase != Phase::Completed {
            let at = changed_at.max(self.last().from);
            self.begin(at, Phase::Completed, true);
        }
        let last = self.last().from;
        self.end = kind.map(|kind| End {
            at: kind
                .seen_in(records)
                .or((kind == EndKind::Completed).then_some(last))
                .unwrap_or(changed_at)
                .max(last),
            kind,
        });
        self.last_mut().to = match self.end {
            Some(end) => end.at,
            None => now
                .max(last)
                .max(self.polls.last().copied().unwrap_or(last)),
        };
        self.spans
            .retain(|span| span.from < span.to || span.from == last);
    }

    fn last(&self) -> &Span {
        let Some(last) = self.spans.last() else {
            unreachable!("a story has a first span, and none is taken away but before another");
        };
        last
    }

    fn last_mut(&mut self) -> &mut Span {
        let Some(last) = self.spans.last_mut() else {
            unreachable!("a story has a first span, and none is taken away but before another");
        };
        last
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use grok_video::types::Status;

    use super::*;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    /// Makes a task that was submitted at 100, and whose state changed at 200.
    fn lane(state: &str, records: &[(u64, What)]) -> Lane {
        let record = |(seconds, what): &(u64, What)| Record {
            at: at(*seconds),
            id: Some("video_1".parse().expect("it is an id")),
            task: None,
            what: what.clone(),
        };
        Lane {
            label: "video_1".to_owned(),
            detail: None,
            model: None,
            state: state.to_owned(),
            is_over: matches!(state, "saved" | "failed"),
            submitted_at: at(100),
            changed_at: at(200),
            records: records.iter().map(record).collect(),
        }
    }

    fn status(name: &str) -> What {
        let status = Status::from(name);
        What::Status { status }
    }

    fn error() -> What {
        What::Error {
            kind: "server".into(),
            retry_in: None,
        }
    }

    /// Returns the phases until 300, each with its begin, and when the last one ends.
    fn phases(lane: &Lane) -> (Vec<(u64, &'static str)>, u64) {
        let story = Story::new(lane, at(300));
        let seconds = |at: SystemTime| {
            let since = at.duration_since(UNIX_EPOCH);
            since.expect("it is after 1970").as_secs()
        };
        let spans = story.spans.iter();
        let phases = spans.map(|span| (seconds(span.from), span.phase.class()));
        (phases.collect(), seconds(story.to()))
    }

    #[test]
    fn without_a_history_the_ledger_tells_what_it_can() {
        for (state, expected, to) in [
            ("intent", &[(100, "waiting")][..], 300),
            ("sending", &[(100, "waiting")], 300),
            ("unknown", &[(100, "waiting")], 200),
            ("active", &[(100, "waiting"), (200, "unrecorded")], 300),
            ("completed", &[(100, "unrecorded"), (200, "completed")], 300),
            ("saved", &[(100, "unrecorded")], 200),
            ("failed", &[(100, "unrecorded")], 200),
            ("renewed", &[(100, "waiting")], 300),
        ] {
            assert_eq!(
                phases(&lane(state, &[])),
                (expected.to_vec(), to),
                "{state}"
            );
        }
    }

    #[test]
    fn a_task_never_goes_back() {
        let records = [
            (110, status("processing")),
            (120, What::Poll),
            (130, What::Completed),
            (140, status("queued")),
            (
                150,
                What::Created {
                    status: Status::Queued,
                },
            ),
            (160, What::Saved),
        ];
        let expected = vec![(100, "waiting"), (110, "processing"), (130, "completed")];
        assert_eq!(phases(&lane("saved", &records)), (expected, 160));
    }

    #[test]
    fn the_ledger_decides_whether_a_task_is_over() {
        let records = [(110, status("failed")), (120, What::Saved)];
        let active = lane("active", &records);
        let story = Story::new(&active, at(300));
        assert_eq!(story.end, None);
        let failed = lane("failed", &records);
        let end = Story::new(&failed, at(300)).end;
        let kind = EndKind::Failed;
        assert_eq!(end, Some(End { at: at(110), kind }));
    }

    #[test]
    fn a_completed_task_that_goes_nowhere_is_over() {
        let mut lane = lane("completed", &[(150, status("completed"))]);
        assert_eq!(Story::new(&lane, at(300)).end, None);
        lane.is_over = true;
        let kind = EndKind::Completed;
        let end = Story::new(&lane, at(300)).end;
        assert_eq!(end, Some(End { at: at(150), kind }));
    }

    #[test]
    fn an_error_before_there_is_an_id_is_one_of_the_create_call() {
        let mut lane = lane("intent", &[(150, error())]);
        lane.records[0].id = None;
        assert_eq!(phases(&lane), (vec![(100, "waiting")], 300));
        let known = self::lane("active", &[(150, error())]);
        let expected = vec![(100, "waiting"), (150, "unrecorded")];
        assert_eq!(phases(&known), (expected, 300));
    }

    #[test]
    fn nobody_asks_between_a_stop_and_the_next_poll() {
        let records = [
            (110, status("queued")),
            (120, What::Interrupted),
            (180, What::Poll),
            (
                190,
                What::GaveUp {
                    kind: Some("timeout".into()),
                },
            ),
        ];
        let lane = lane("active", &records);
        let story = Story::new(&lane, at(300));
        let spans = story.spans.iter();
        let watched: Vec<_> = spans.map(|span| (span.from, span.is_watched)).collect();
        let expected = [
            (100, true),
            (110, true),
            (120, false),
            (180, true),
            (190, false),
        ];
        assert_eq!(watched, expected.map(|(from, is)| (at(from), is)));
        let words: Vec<_> = story.stops.iter().map(|stop| &*stop.words).collect();
        assert_eq!(words, ["interrupted", "gave up: timeout"]);
    }
}
