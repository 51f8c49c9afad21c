//! Why a step failed, before it is known which ledger that was.

use grok_video_ledger::{LedgerError, LedgerErrorKind, TaskNo};
use tokio_postgres::error::SqlState;

/// Holds why a step was not done.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The caller's part in it: nothing was written.
    Refused(LedgerError),
    /// Somebody else wrote what was read before: the step is made again.
    Missed,
    /// PostgreSQL's, or the way to it.
    Sql(tokio_postgres::Error),
    /// No connection, and why.
    Pool(deadpool_postgres::PoolError),
    /// No answer in time.
    Late,
    /// What stands there is not what this version writes.
    Foreign(String),
    /// The same of one task alone.
    Torn(String),
}

impl Fault {
    /// Says that a part of a task can't be read back. What stands there is not shown: it may be a signed URL.
    pub(crate) fn torn(task: TaskNo, part: &str) -> Self {
        Self::Torn(format!(
            "does not read back: {part} of task {task} is damaged or from a later version; \
             use that version, or a backup from before"
        ))
    }

    /// Tells whether the step, of which nothing was done, is to be made again: somebody else was in its way.
    pub(crate) fn is_missed(&self) -> bool {
        match self {
            Self::Missed => true,
            Self::Sql(error) => error.code().is_some_and(|code| {
                [
                    // What a statement does that finds other rows than were read.
                    SqlState::DIVISION_BY_ZERO,
                    SqlState::UNIQUE_VIOLATION,
                    SqlState::T_R_DEADLOCK_DETECTED,
                    SqlState::T_R_SERIALIZATION_FAILURE,
                ]
                .contains(code)
            }),
            _ => false,
        }
    }

    /// Names the ledger, as people know it.
    pub(crate) fn of(self, place: &str) -> LedgerError {
        let foreign = |what: String| {
            LedgerError::new(
                LedgerErrorKind::Foreign,
                format!("the ledger at {place} {what}"),
            )
        };
        let unavailable = |what: &str| {
            let message = format!("the ledger at {place} {what}");
            LedgerError::new(LedgerErrorKind::Unavailable, message)
        };
        match self {
            Self::Refused(error) => error,
            Self::Foreign(what) | Self::Torn(what) => foreign(what),
            Self::Missed => unavailable("is busy with the same tasks for too long; try again"),
            Self::Late => unavailable("gives no answer in time; look after it, and try again"),
            Self::Pool(error) => match error {
                deadpool_postgres::PoolError::Backend(error) => Self::Sql(error).of(place),
                error => unavailable("gives no connection; look after it, and try again")
                    .caused_by(error),
            },
            Self::Sql(error) => {
                let code = error.code().cloned();
                let is =
                    |codes: &[SqlState]| code.as_ref().is_some_and(|code| codes.contains(code));
                let has_no_tables = [
                    SqlState::UNDEFINED_TABLE,
                    SqlState::UNDEFINED_COLUMN,
                    SqlState::UNDEFINED_FUNCTION,
                    SqlState::INVALID_SCHEMA_NAME,
                ];
                let refuses = [
                    SqlState::INVALID_PASSWORD,
                    SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
                    SqlState::INVALID_CATALOG_NAME,
                ];
                if is(&has_no_tables) {
                    foreign(
                        "has not the tables of a ledger; choose another schema, or use a backup"
                            .into(),
                    )
                    .caused_by(error)
                } else if is(&refuses) {
                    unavailable(
                        "refuses the user, the password or the name of the database; mend the URL",
                    )
                    .caused_by(error)
                } else if is(&[SqlState::INSUFFICIENT_PRIVILEGE]) {
                    unavailable("does not let this user read and write its tables, or make them; grant that")
                        .caused_by(error)
                } else {
                    unavailable("can't be reached, read or written; mend the cause and try again")
                        .caused_by(error)
                }
            }
        }
    }
}

impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<deadpool_postgres::PoolError> for Fault {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        Self::Pool(error)
    }
}

impl From<LedgerError> for Fault {
    fn from(error: LedgerError) -> Self {
        Self::Refused(error)
    }
}
