//! How a watch ends.

use core::time::Duration;

use grok_video_types::{Status, VideoTask};

use crate::PollError;

/// Holds the end of a watch: each has exactly one.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Outcome {
    /// What the end was.
    pub ending: Ending,
    /// How many polls there were.
    pub n_polls: u32,
    /// The time from the start of the watch to its end.
    pub elapsed: Duration,
    /// The last status known.
    pub last_status: Option<Status>,
}

/// Says what the end of a watch was.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Ending {
    /// The task is completed.
    Completed {
        /// The task, with its result.
        task: VideoTask,
        /// How long the result can surely still be saved.
        ///
        /// A result URL is usually valid for 24 hours (D) from a moment that nobody tells. The
        /// moment is taken to be the last poll that found the task pending, or the start of the
        /// watch; an hour is taken off for safety.
        save_within: Duration,
    },
    /// The task failed at the service.
    Failed {
        /// The task, with the reason.
        task: VideoTask,
    },
    /// The service knows no such task: it said so twice in a row.
    NotFound(PollError),
    /// The key is refused, or the account has no balance.
    Denied(PollError),
    /// The service refuses to tell.
    Rejected(PollError),
    /// The task is completed, but four answers in a row named no result URL.
    NoVideoUrl(PollError),
    /// Something outside the service is wrong, and asking again cannot mend it.
    Fatal(PollError),
    /// Polls failed for five minutes without a good answer between them. The task may be well: the
    /// same watch can begin anew later.
    Outage(PollError),
    /// The deadline came, or the server's hint lies behind it. The task may be well: the same
    /// watch can begin anew later.
    GaveUp {
        /// The trouble that the last poll had, if any.
        last_error: Option<PollError>,
    },
    /// The caller cancelled the watch.
    Cancelled,
}
