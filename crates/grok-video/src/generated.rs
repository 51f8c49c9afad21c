//! What was made.

use grok_video_save::Saved;
use grok_video_types::VideoTask;

/// Holds what was made.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Generated {
    /// The completed task.
    pub task: VideoTask,
    /// The file, where one was asked for.
    pub saved: Option<Saved>,
}
