//! What a watch tells after each poll.

use core::time::Duration;

use grok_video_types::Status;

use crate::PollError;

/// Tells what one poll brought, before the wait for the next one begins.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Event {
    /// What the poll brought.
    pub kind: EventKind,
    /// How many polls there have been, this one included.
    pub n_polls: u32,
    /// The time since the watch began.
    pub elapsed: Duration,
    /// The wait until the next poll; `None` where this was the last.
    pub next_poll_in: Option<Duration>,
}

/// Says what one poll brought.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum EventKind {
    /// The task was seen for the first time.
    FirstSeen {
        /// Its status.
        status: Status,
    },
    /// The status has changed.
    StatusChanged {
        /// The status before.
        from: Status,
        /// The status now.
        to: Status,
    },
    /// The status is as before.
    Unchanged {
        /// The status.
        status: Status,
    },
    /// The answer was older than one before it; the status that was known is kept.
    Regressed {
        /// The status that is kept.
        kept: Status,
        /// The status of the answer.
        got: Status,
    },
    /// The poll brought no task.
    PollError(PollError),
    /// The server asks for fewer requests.
    Throttled(PollError),
    /// The answer came after the end, or out of turn, and was dropped.
    Dropped,
}
