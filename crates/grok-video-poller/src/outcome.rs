//! The end of a watch, with what is known then.

use alloc::boxed::Box;
use core::fmt;
use core::time::Duration;

use grok_video_types::{Status, TaskId};

use crate::span::Span;
use crate::{Ending, Snapshot, Took};

/// Holds the end of a watch: each has exactly one.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Outcome {
    /// The task.
    pub id: TaskId,
    /// What the end was.
    pub ending: Ending,
    /// How many polls there were.
    pub n_polls: u32,
    /// The time from the start of the watch to its end, over all its restarts.
    pub elapsed: Duration,
    /// When the task was over, as far as the polls tell: what [`Adaptive`](crate::Adaptive) learns from. Only of
    /// a task that was [just created](crate::Watch::just_created) when the watch began, and not of one that
    /// failed.
    pub took: Option<Took>,
    /// The furthest status known; older answers that came later don't count.
    pub last_status: Option<Status>,
    /// What a later watch goes on from; `None` where the task itself is over.
    ///
    /// [`Watch::restore`](crate::Watch::restore) makes a watch of it, with a deadline of its own. That
    /// is worth doing as it is after `GaveUp`, `Outage` and `Cancelled`; after the other ends something
    /// must be mended first, or it ends alike.
    pub checkpoint: Option<Box<Snapshot>>,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.ending {
            Ending::Completed { task, save_within } => match save_within {
                Some(left) => write!(f, "{task}; save it within {}", Span(*left))?,
                None => write!(f, "{task}; nobody knows since when, so save it at once")?,
            },
            Ending::Failed { task } => write!(f, "{task}")?,
            ending => write!(f, "task {}: {ending}", self.id)?,
        }
        let polls = if self.n_polls == 1 { "poll" } else { "polls" };
        write!(f, " ({} {polls} in {})", self.n_polls, Span(self.elapsed))
    }
}
