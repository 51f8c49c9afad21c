//! Telling somebody how a task ends, before the ledger knows.

use std::error::Error;
use std::fmt;
use std::pin::Pin;

use grok_video_ledger::{Account, Proof, TaskNo, Trouble};
use grok_video_types::{TaskId, VideoTask};

/// Is told how each task ends, before that is written down: at least once, and again where the worker dies in between.
///
/// [`Webhook`](crate::Webhook) is one that comes with this crate.
pub trait Announce: Send + Sync {
    /// Tells of an end. Where that fails, the task is not over: it goes on later, each time after a longer pause, and its end
    /// is told then.
    fn announce<'a>(&'a self, announcement: &'a Announcement<'a>) -> Announcing<'a>;
}

/// The future of [`Announce::announce`].
pub type Announcing<'a> =
    Pin<Box<dyn Future<Output = Result<(), Box<dyn Error + Send + Sync>>> + Send + 'a>>;

/// Says which task ends, and how.
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Announcement<'a> {
    /// Its number in the ledger.
    pub task: TaskNo,
    /// The name that the user gave it.
    pub client_ref: &'a str,
    /// Whose key it was made with.
    pub account: &'a Account,
    /// Its id at the service; a task that was refused has none.
    pub id: Option<&'a TaskId>,
    /// How it ends.
    pub end: End<'a>,
}

/// Says how a task ends.
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum End<'a> {
    /// Its result is saved.
    Saved(&'a Proof),
    /// Its result is there, and was to go nowhere.
    Completed(&'a VideoTask),
    /// There is no result.
    Failed(&'a Trouble),
}

impl End<'_> {
    /// Returns the name of the state that the ledger will show.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Saved(_) => "saved",
            Self::Completed(_) => "completed",
            Self::Failed(_) => "failed",
        }
    }
}

impl fmt::Debug for Announcement<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Announcement")
            .field("task", &self.task)
            .field("client_ref", &self.client_ref)
            .field("end", &self.end)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for End<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
