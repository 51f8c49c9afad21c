//! What an answer shows.

use std::time::Duration;

use grok_video_types::VideoTask;

/// Holds the task that an answer shows, with the server's hint when to come again.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Answer {
    /// The task.
    pub task: VideoTask,
    /// The wait that the answer's `Retry-After` asks for.
    pub retry_after: Option<Duration>,
}
