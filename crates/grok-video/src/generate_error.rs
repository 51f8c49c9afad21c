//! Why there is no file.

use std::fmt;

#[cfg(feature = "ledger")]
use grok_video_ledger::{Entry, LedgerError, TaskNo};
use grok_video_poller::Outcome;
use grok_video_save::SaveError;
use grok_video_transport::Error;
use grok_video_types::TaskId;

use crate::{NotSaved, StorageError};

/// Says where the way from a request to a file ended.
#[derive(Debug)]
#[non_exhaustive]
pub enum GenerateError {
    /// The result could not be saved there; nothing was sent or paid.
    Destination(SaveError),
    /// The result could not be brought there, to object storage; nothing was sent or paid.
    Storage(StorageError),
    /// The create call failed; see [`Error::outcome_unknown`].
    Create(Error),
    /// The task was created and paid, and the waiting ended without a result.
    Ended {
        /// The task.
        id: TaskId,
        /// How the waiting ended.
        outcome: Box<Outcome>,
    },
    /// The task is completed, but its result was not saved; [`Client::save`](crate::Client::save) can try again.
    NotSaved(Box<NotSaved>),
    /// The ledger can't be written or read, or knows the name as another task; what is written down is as it was.
    #[cfg(feature = "ledger")]
    Ledger(LedgerError),
    /// The task was created and paid, but its id can't be written down: keep it.
    #[cfg(feature = "ledger")]
    NotWritten {
        /// The task.
        id: TaskId,
        /// Why the ledger does not take it.
        error: Box<LedgerError>,
    },
    /// Nobody took the announcement of how the task ends, so it is not over: it goes on later.
    #[cfg(feature = "ledger")]
    NotAnnounced {
        /// The task.
        task: TaskNo,
        /// Why not.
        error: grok_video_transport::BoxError,
    },
    /// Another worker has gone on with the task, or may have: the ledger tells what becomes of it.
    #[cfg(feature = "ledger")]
    Lost(TaskNo),
    /// The ledger has a task of this name already, which has no result, or is in hand.
    #[cfg(feature = "ledger")]
    Known(Box<Entry>),
    /// The path is no Unicode, so it can't be written down; nothing was sent or paid.
    #[cfg(feature = "ledger")]
    NotText(std::path::PathBuf),
}

impl fmt::Display for GenerateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Destination(_) => {
                f.write_str("the result could not be saved there; nothing was sent")
            }
            Self::Storage(_) => {
                f.write_str("the result could not be stored there; nothing was sent")
            }
            Self::Create(error) if error.outcome_unknown() => f.write_str(
                "the task may have been created and paid; don't create it again before you know",
            ),
            Self::Create(_) => f.write_str("the task was not created"),
            Self::Ended { outcome, .. } => outcome.fmt(f),
            Self::NotSaved(error) => error.fmt(f),
            #[cfg(feature = "ledger")]
            Self::Ledger(error) => error.fmt(f),
            #[cfg(feature = "ledger")]
            Self::NotWritten { id, .. } => write!(
                f,
                "task {id} was created and paid, but can't be written down; keep its id, and tell the \
                 ledger by `Resolution::Exists`"
            ),
            #[cfg(feature = "ledger")]
            Self::NotAnnounced { task, .. } => {
                write!(
                    f,
                    "nobody was told how task {task} of the ledger ends, so it goes on later"
                )
            }
            #[cfg(feature = "ledger")]
            Self::Lost(task) => write!(
                f,
                "task {task} of the ledger may be in another worker's hands; look it up there, or resume"
            ),
            #[cfg(feature = "ledger")]
            Self::Known(entry) => known(entry, f),
            #[cfg(feature = "ledger")]
            Self::NotText(path) => write!(
                f,
                "{path:?} is no Unicode, so it can't be written down; nothing was sent; choose another path"
            ),
        }
    }
}

impl std::error::Error for GenerateError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Destination(error) => Some(error),
            Self::Storage(error) => Some(error),
            Self::Create(error) => Some(error),
            Self::Ended { .. } => None,
            Self::NotSaved(error) => std::error::Error::source(&**error),
            #[cfg(feature = "ledger")]
            Self::Ledger(error) => std::error::Error::source(error),
            #[cfg(feature = "ledger")]
            Self::NotWritten { error, .. } => Some(&**error),
            #[cfg(feature = "ledger")]
            Self::NotAnnounced { error, .. } => Some(&**error),
            #[cfg(feature = "ledger")]
            Self::Lost(_) | Self::Known(_) | Self::NotText(_) => None,
        }
    }
}

/// Says how far the task is that bears the name already.
#[cfg(feature = "ledger")]
fn known(entry: &Entry, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    use grok_video_ledger::TaskState;

    write!(
        f,
        "the ledger knows {:?} as task {}",
        entry.client_ref, entry.task
    )?;
    match (entry.state, &entry.trouble) {
        (TaskState::Failed, Some(trouble)) => write!(
            f,
            ", which failed: {trouble}; choose another name, or resolve it"
        ),
        (TaskState::Unknown, _) => f.write_str(
            ", which may have been created and paid without an answer; find out, and resolve it",
        ),
        _ if entry.is_held => write!(f, ", which is in hand already ({})", entry.state),
        (state, _) => write!(f, ", which is {state}; resume goes on with it"),
    }
}
