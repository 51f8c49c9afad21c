//! What a watch knows, apart from what it is about to do.

use grok_video_types::{Lifecycle, TaskId};

use super::streak::Streaks;
use super::tally::Tally;
use crate::{PollError, Schedule};

/// Holds what survives a restart; times are ages of the watch.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Record {
    pub(crate) lifecycle: Lifecycle,
    pub(crate) schedule: Schedule,
    pub(crate) tally: Tally,
    pub(crate) streaks: Streaks,
    pub(crate) last_error: Option<PollError>,
}

impl Record {
    pub(super) fn new(id: TaskId, schedule: Schedule) -> Self {
        Self {
            tally: Tally::new(id.as_str()),
            lifecycle: Lifecycle::new(id),
            schedule,
            streaks: Streaks::default(),
            last_error: None,
        }
    }
}
