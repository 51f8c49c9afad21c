//! Why a step failed, before it is known which ledger that was.

use std::error::Error;
use std::io;
use std::path::Path;

use rusqlite::ErrorCode;

use crate::{LedgerError, LedgerErrorKind, TaskNo};

/// Holds why a step was not done.
#[derive(Debug)]
pub(super) enum Fault {
    /// The caller's part in it: nothing was written.
    Refused(LedgerError),
    /// SQLite's.
    Sql(rusqlite::Error),
    /// The file system's.
    Io(io::Error),
    /// What stands there is not what this version writes.
    Foreign(Box<str>),
    /// The same of one task alone.
    Torn(Box<str>),
}

impl Fault {
    /// Says that a part of a task can't be read back. What stands there is not shown: it may be a signed URL.
    pub(super) fn torn(task: TaskNo, part: &str) -> Self {
        Self::Torn(
            format!(
                "does not read back: {part} of task {task} is damaged or from a later version; \
                 use that version, or a copy of the file from before"
            )
            .into(),
        )
    }

    /// Tells whether another one has the file for itself just now.
    pub(super) fn is_busy(&self) -> bool {
        self.code() == Some(ErrorCode::DatabaseBusy)
    }

    pub(super) fn of(self, path: &Path) -> LedgerError {
        let path = path.display();
        let code = self.code();
        let unavailable = |what: &str, source: Box<dyn Error + Send + Sync>| {
            let message = format!("the ledger {path} {what}");
            LedgerError::new(LedgerErrorKind::Unavailable, message).caused_by(source)
        };
        match self {
            Self::Refused(error) => error,
            Self::Foreign(what) | Self::Torn(what) => {
                LedgerError::new(LedgerErrorKind::Foreign, format!("the file {path} {what}"))
            }
            Self::Io(error) => unavailable(
                "can't be reached; mend the cause and try again",
                error.into(),
            ),
            Self::Sql(error) => match code {
                Some(ErrorCode::NotADatabase) => LedgerError::new(
                    LedgerErrorKind::Foreign,
                    format!("the file {path} is no ledger; choose another file"),
                )
                .caused_by(error),
                Some(ErrorCode::DatabaseCorrupt) => LedgerError::new(
                    LedgerErrorKind::Foreign,
                    format!("the ledger {path} is damaged; use a copy of it from before"),
                )
                .caused_by(error),
                Some(ErrorCode::Unknown) | None => LedgerError::new(
                    LedgerErrorKind::Foreign,
                    format!(
                        "the file {path} has not the tables of a ledger; use a copy of it from before"
                    ),
                )
                .caused_by(error),
                Some(ErrorCode::DatabaseBusy) => unavailable(
                    "was busy for too long with the work of others; try again",
                    error.into(),
                ),
                Some(ErrorCode::DiskFull) => {
                    unavailable("has no room to grow; make room and try again", error.into())
                }
                Some(_) => unavailable(
                    "can't be read or written; mend the cause and try again",
                    error.into(),
                ),
            },
        }
    }

    fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Sql(error) => error.sqlite_error_code(),
            _ => None,
        }
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<LedgerError> for Fault {
    fn from(error: LedgerError) -> Self {
        Self::Refused(error)
    }
}
