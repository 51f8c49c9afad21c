//! Why a result is not on disk.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use grok_video_save::SaveError;
use grok_video_transport::{DownloadError, DownloadErrorKind, Error};
use grok_video_types::{Status, TaskId};

use crate::StorageError;

/// Says why the result of a task was not saved. The task stays as it is: saving can be tried again
/// while the service still gives a URL.
#[derive(Debug)]
#[non_exhaustive]
pub struct NotSaved {
    /// The task whose result it is.
    pub id: TaskId,
    /// Why it was not saved.
    pub reason: NotSavedReason,
}

/// Says why a result was not saved.
#[derive(Debug)]
#[non_exhaustive]
pub enum NotSavedReason {
    /// The task has no result: it is in this state.
    NotCompleted(Status),
    /// The result could not be fetched.
    Download(DownloadError),
    /// The URL has expired, and the service could not be asked for a fresh one.
    Query(Error),
    /// The URL has expired, and the account's calls are used up for so long: a fresh one can't be asked for before.
    NotGranted(Duration),
    /// The result could not be written, or is no video.
    Save(SaveError),
    /// The result could not be brought to object storage.
    Storage(StorageError),
}

impl NotSaved {
    pub(crate) fn new(id: &TaskId, reason: impl Into<NotSavedReason>) -> Self {
        Self {
            id: id.clone(),
            reason: reason.into(),
        }
    }

    /// Tells whether the result URL is no longer valid, even after asking for a fresh one.
    #[must_use]
    pub fn is_expired(&self) -> bool {
        self.reason.is_expired()
    }
}

impl NotSavedReason {
    /// Returns how long it makes sense to wait before a fresh URL is asked for again, where that is known.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Query(error) => error.retry_after(),
            Self::NotGranted(wait) => Some(*wait),
            _ => None,
        }
    }

    /// Tells whether the result URL is no longer valid.
    #[must_use]
    pub fn is_expired(&self) -> bool {
        matches!(self, Self::Download(error) if error.kind() == DownloadErrorKind::Expired)
    }
}

impl From<DownloadError> for NotSavedReason {
    fn from(error: DownloadError) -> Self {
        Self::Download(error)
    }
}

impl From<SaveError> for NotSavedReason {
    fn from(error: SaveError) -> Self {
        Self::Save(error)
    }
}

impl From<StorageError> for NotSavedReason {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl From<Error> for NotSavedReason {
    fn from(error: Error) -> Self {
        Self::Query(error)
    }
}

impl fmt::Display for NotSaved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "task {}: the result was not saved", self.id)?;
        match &self.reason {
            NotSavedReason::NotCompleted(status) => write!(f, ": the task is {status}"),
            NotSavedReason::NotGranted(_) => {
                f.write_str(": its URL has expired, and no call is left now to ask for a fresh one; it is saved later")
            }
            _ => Ok(()),
        }
    }
}

impl StdError for NotSaved {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.reason {
            NotSavedReason::NotCompleted(_) | NotSavedReason::NotGranted(_) => None,
            NotSavedReason::Download(error) => Some(error),
            NotSavedReason::Query(error) => Some(error),
            NotSavedReason::Save(error) => Some(error),
            NotSavedReason::Storage(error) => Some(error),
        }
    }
}
