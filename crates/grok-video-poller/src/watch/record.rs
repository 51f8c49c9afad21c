//! What a watch knows, apart from what it is about to do.

use core::time::Duration;

use grok_video_types::{Lifecycle, TaskId};

use super::streak::Streaks;
use crate::{PollError, Schedule, jitter};

/// Holds what survives a restart; times are ages of the watch.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Record {
    pub(crate) lifecycle: Lifecycle,
    pub(crate) schedule: Schedule,
    /// Whether the caller created the task when the watch began.
    pub(crate) is_newborn: bool,
    pub(crate) n_polls: u32,
    /// How often the watch was restored.
    pub(crate) n_restores: u32,
    pub(crate) streaks: Streaks,
    pub(crate) last_error: Option<PollError>,
    /// The last age at which the task was known not to have a result yet, if it ever was.
    pub(crate) pending_at: Option<Duration>,
    /// Whether the one last poll before the deadline has been set.
    pub(crate) was_last: bool,
}

impl Record {
    pub(super) fn new(id: TaskId, schedule: Schedule) -> Self {
        Self {
            lifecycle: Lifecycle::new(id),
            schedule,
            is_newborn: false,
            n_polls: 0,
            n_restores: 0,
            streaks: Streaks::default(),
            last_error: None,
            pending_at: None,
            was_last: false,
        }
    }

    pub(super) fn seed(&self) -> u64 {
        jitter::seed(self.lifecycle.id().as_str())
    }

    /// Returns what marks the tickets of this watch, unlike those of the one it was restored from.
    pub(super) fn mark(&self) -> u64 {
        jitter::mix(self.seed() ^ u64::from(self.n_restores))
    }

    /// Returns the wait that the schedule asks for now.
    pub(super) fn wait(&self) -> Duration {
        self.schedule.wait(self.n_polls, self.seed())
    }
}
