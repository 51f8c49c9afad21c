//! What happened to a task.

use std::time::Duration;

use grok_video::poller::{Ending, Event, EventKind, PollError};
use grok_video::types::Status;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::word::Word;

/// Says what happened to a task; the names and their keys are those in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub(crate) enum What {
    /// The service took it.
    Created {
        /// What the service said of it then.
        status: Status,
    },
    /// A poll brought a status that was not known before.
    Status { status: Status },
    /// A poll brought nothing new.
    Poll,
    /// A poll brought an answer older than one before it.
    Regressed { status: Status },
    /// A poll, or another call for the task, failed.
    Error {
        kind: Word,
        /// When it is tried again, counted from then.
        #[serde(
            rename = "retry_ms",
            default,
            skip_serializing_if = "Option::is_none",
            serialize_with = "write_ms",
            deserialize_with = "read_ms"
        )]
        retry_in: Option<Duration>,
    },
    /// It has a result.
    Completed,
    /// It is over without a result.
    Failed,
    /// Its result is saved.
    Saved,
    /// Nobody asks any more, and it may be well.
    GaveUp {
        /// The kind of error that ended the watch; `None` where there was no time left.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<Word>,
    },
    /// The user, or the system, ended the program.
    Interrupted,
}

impl What {
    /// Returns what an event of a watch tells; `None` where it tells nothing of the task.
    pub(crate) fn of(event: &Event) -> Option<Self> {
        Some(match &event.kind {
            EventKind::FirstSeen { status } | EventKind::StatusChanged { to: status, .. } => {
                Self::Status {
                    status: status.clone(),
                }
            }
            EventKind::Unchanged { .. } => Self::Poll,
            EventKind::Regressed { got, .. } => Self::Regressed {
                status: got.clone(),
            },
            EventKind::PollError(error)
            | EventKind::Throttled(error)
            | EventKind::Paused(error) => Self::Error {
                kind: kind(error),
                retry_in: event.next_poll_in,
            },
            EventKind::Finished(outcome) => Self::of_ending(&outcome.ending),
            // An answer out of turn, and what later versions tell.
            _ => return None,
        })
    }

    fn of_ending(ending: &Ending) -> Self {
        match ending {
            Ending::Completed { .. } => Self::Completed,
            Ending::Failed { .. } => Self::Failed,
            Ending::Cancelled => Self::Interrupted,
            // The error of the last poll has been told by an event of its own.
            Ending::GaveUp { .. } => Self::GaveUp { kind: None },
            other => Self::GaveUp {
                kind: other.error().map(kind),
            },
        }
    }
}

fn kind(error: &PollError) -> Word {
    Word::from(error.kind.as_str())
}

fn write_ms<S: Serializer>(time: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    let ms = time.map(|it| u64::try_from(it.as_millis()).unwrap_or(u64::MAX));
    ms.serialize(serializer)
}

fn read_ms<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let ms = Option::<u64>::deserialize(deserializer)?;
    Ok(ms.map(Duration::from_millis))
}

#[cfg(test)]
mod tests {
    use grok_video::Schedule;
    use grok_video::poller::{Next, Observation, Tick, Watch};

    use super::*;

    /// Returns what the watch of a task tells, up to its end or to the last of these answers.
    fn told(answers: &[(u16, &str)]) -> Vec<What> {
        let id = "video_1".parse().expect("it is an id");
        let mut watch = Watch::new(id, Schedule::default(), Tick::ZERO);
        let (mut now, mut answers) = (Tick::ZERO, answers.iter());
        let mut told = Vec::new();
        loop {
            match watch.next(now) {
                Next::WaitUntil(then) => now = then,
                Next::Query(ticket) => {
                    let Some((status, body)) = answers.next() else {
                        return told;
                    };
                    let answer = Observation::http(*status, body.as_bytes());
                    told.extend(What::of(&watch.observe(ticket, now, answer)));
                }
                Next::Finished(outcome) => {
                    told.extend(What::of(&Event::from(outcome)));
                    return told;
                }
            }
        }
    }

    fn status(status: Status) -> What {
        What::Status { status }
    }

    const QUEUED: (u16, &str) = (200, r#"{"id":"video_1","status":"queued"}"#);
    const PROCESSING: (u16, &str) = (200, r#"{"id":"video_1","status":"processing"}"#);
    const FAILED: (u16, &str) = (200, r#"{"id":"video_1","status":"failed"}"#);

    #[test]
    fn events_of_a_watch_become_what_happened() {
        let told = told(&[QUEUED, QUEUED, PROCESSING, QUEUED, (503, ""), FAILED]);
        let expected = [
            status(Status::Queued),
            What::Poll,
            status(Status::Processing),
            What::Regressed {
                status: Status::Queued,
            },
            What::Error {
                kind: Word::from("server"),
                retry_in: Some(Duration::from_secs(60)),
            },
            status(Status::Failed),
            What::Failed,
        ];
        let without_jitter = told.into_iter().map(|what| match what {
            What::Error { kind, .. } => What::Error {
                kind,
                retry_in: Some(Duration::from_secs(60)),
            },
            other => other,
        });
        assert_eq!(without_jitter.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn an_end_by_an_error_names_its_kind() {
        let told = told(&[(401, ""), (401, "")]);
        let expected = What::GaveUp {
            kind: Some(Word::from("unauthorized")),
        };
        assert_eq!(told.last(), Some(&expected), "{told:?}");
    }

    #[test]
    fn a_deadline_and_a_cancel_are_told_apart() {
        let ending = Ending::GaveUp { last_error: None };
        assert_eq!(What::of_ending(&ending), What::GaveUp { kind: None });
        assert_eq!(What::of_ending(&Ending::Cancelled), What::Interrupted);
    }
}
