//! What a watch tells after each poll.

use alloc::boxed::Box;
use core::fmt;
use core::time::Duration;

use grok_video_types::Status;

use crate::span::Span;
use crate::{Outcome, PollError};

/// Tells what one poll brought, before the wait for the next one begins; or tells the end.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Event {
    /// What the poll brought.
    pub kind: EventKind,
    /// How many polls there have been, this one included.
    pub n_polls: u32,
    /// The time since the watch began, over all its restarts.
    pub elapsed: Duration,
    /// The wait until the next poll; `None` where the watch has ended, or a query is in flight.
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
    /// The key is refused, so the whole [`Fleet`](crate::Fleet) pauses: told once, of the task for which it
    /// was first said.
    Paused(PollError),
    /// The answer came after the end, or out of turn, and was dropped.
    Dropped,
    /// The watch has ended: a driver tells this last.
    Finished(Box<Outcome>),
}

impl From<Box<Outcome>> for Event {
    fn from(outcome: Box<Outcome>) -> Self {
        Self {
            n_polls: outcome.n_polls,
            elapsed: outcome.elapsed,
            next_poll_in: None,
            kind: EventKind::Finished(outcome),
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let EventKind::Finished(outcome) = &self.kind {
            return outcome.fmt(f);
        }
        let (n, elapsed) = (self.n_polls, Span(self.elapsed));
        write!(f, "poll {n} after {elapsed}: {}", self.kind)?;
        match self.next_poll_in {
            Some(wait) => write!(f, "; next poll in {}", Span(wait)),
            None => Ok(()),
        }
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FirstSeen { status } => write!(f, "{status}"),
            Self::StatusChanged { from, to } => write!(f, "{to}, after {from}"),
            Self::Unchanged { status } => write!(f, "still {status}"),
            Self::Regressed { kept, got } => write!(f, "an old answer ({got}), still {kept}"),
            Self::PollError(error) | Self::Throttled(error) => error.fmt(f),
            Self::Paused(error) => write!(f, "all tasks pause: {error}"),
            Self::Dropped => f.write_str("an answer out of turn was dropped"),
            Self::Finished(outcome) => outcome.fmt(f),
        }
    }
}
