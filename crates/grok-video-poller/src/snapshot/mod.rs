//! A watch at rest.

mod form;

use core::time::Duration;

use grok_video_types::{Status, TaskId, VideoTask};
use serde::{Deserialize, Serialize};

use crate::Schedule;
use crate::age::Age;
use crate::watch::Record;

/// Holds a watch at rest: what it knows of its task and when it would ask next.
///
/// All times of the watch in it are ages, and none is a date or a tick, so it means the same in another
/// process and after a reboot. [`Watch::snapshot`](crate::Watch::snapshot) takes one,
/// [`Watch::restore`](crate::Watch::restore) goes on from it, and an
/// [`Outcome`](crate::Outcome::checkpoint) that left the task unfinished carries one.
///
/// # Stored form
/// Through serde it has a version; fields that a later minor release adds are passed over, and
/// another version is refused. It holds no result URL. The last error's words are in it as they were
/// observed: what [`decode_redacting`](grok_video_types::decode_redacting) returns is without the key,
/// and [`Observation::http`](crate::Observation::http) takes what the server says.
///
/// ```
/// use core::time::Duration;
/// use grok_video_poller::{Schedule, Snapshot, Tick, Watch};
///
/// let watch = Watch::new("video_1".parse()?, Schedule::default(), Tick::ZERO);
/// if let Some(snapshot) = watch.snapshot(Tick::ZERO) {
///     let stored = serde_json::to_string(&snapshot)?;
///     // Another process, ten seconds later, on a clock of its own:
///     let snapshot: Snapshot = serde_json::from_str(&stored)?;
///     let watch = Watch::restore(snapshot, Tick::ZERO, Duration::from_secs(10));
///     assert_eq!(watch.id().as_str(), "video_1");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "form::Form", into = "form::Form")]
pub struct Snapshot {
    pub(crate) record: Record,
    /// How old the watch was when this was taken.
    pub(crate) taken_at: Age,
    /// The age at which it would ask next.
    pub(crate) due: Age,
    /// The age at which it would give up; `None` where it has ended, and a deadline begins anew.
    pub(crate) deadline: Option<Age>,
}

impl Snapshot {
    /// Returns the id of the task.
    #[must_use]
    pub fn id(&self) -> &TaskId {
        self.record.lifecycle.id()
    }

    /// Returns how many polls there have been.
    #[must_use]
    pub fn n_polls(&self) -> u32 {
        self.record.tally.n_polls
    }

    /// Returns how old the watch was, over all its restarts.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.taken_at.duration()
    }

    /// Returns how long after the snapshot the next poll was due.
    #[must_use]
    pub fn due_in(&self) -> Duration {
        self.due.since(self.taken_at).duration()
    }

    /// Returns the furthest status known.
    #[must_use]
    pub fn last_status(&self) -> Option<Status> {
        self.record.lifecycle.latest().map(VideoTask::status)
    }

    /// Returns the schedule that the watch went by.
    #[must_use]
    pub fn schedule(&self) -> &Schedule {
        &self.record.schedule
    }

    /// Returns the snapshot with another schedule.
    ///
    /// When the next poll is due stays, and so does the deadline of a watch that has not ended.
    #[must_use]
    pub fn with_schedule(mut self, schedule: Schedule) -> Self {
        self.record.schedule = schedule;
        self
    }
}
