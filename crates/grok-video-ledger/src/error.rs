//! Why a ledger could not be asked.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// The most items of one call.
pub const MAX_BATCH: usize = 500;

/// Says why a ledger did not do what it was asked; it has done nothing of it then.
///
/// One exception: where the [`kind`](Self::kind) is [`Unavailable`](LedgerErrorKind::Unavailable), it may have
/// done all of it. To write once more does no harm.
#[derive(Debug, Clone)]
pub struct LedgerError {
    kind: LedgerErrorKind,
    message: Box<str>,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

/// Sorts [`LedgerError`]s by what to do about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LedgerErrorKind {
    /// A name was submitted again with another work or destination: give the new task a new name.
    Conflict,
    /// There are more items than [`MAX_BATCH`]: give them in several calls.
    TooMany,
    /// The session is over: what it held may be held by others. Open a new one.
    SessionLost,
    /// What stands there is no ledger, or one of a later version.
    Foreign,
    /// There is no ledger: give the client one when it is built.
    Unset,
    /// It can't be reached, read or written now: try again, or mend the cause.
    Unavailable,
}

impl LedgerError {
    /// Makes an error; `message` says in a sentence what happened and what to do.
    pub fn new(kind: LedgerErrorKind, message: impl Into<Box<str>>) -> Self {
        Self {
            kind,
            message: message.into(),
            source: None,
        }
    }

    /// Adds the cause.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into().into());
        self
    }

    /// Returns what sort of error it is.
    #[must_use]
    pub const fn kind(&self) -> LedgerErrorKind {
        self.kind
    }

    /// Says that a name was submitted again as another task; for ledgers.
    #[must_use]
    pub fn conflict(client_ref: &str) -> Self {
        let message = format!(
            "the ledger knows {client_ref:?} as another task; nothing was submitted; \
             choose another name"
        );
        Self::new(LedgerErrorKind::Conflict, message)
    }

    /// Says that there are more than [`MAX_BATCH`] items; for ledgers.
    #[must_use]
    pub fn too_many(n: usize) -> Self {
        let most = MAX_BATCH;
        let message = format!("{n} items at once are too many; give at most {most}");
        Self::new(LedgerErrorKind::TooMany, message)
    }

    /// Says that a session is over; for ledgers.
    #[must_use]
    pub fn session_lost() -> Self {
        Self::new(
            LedgerErrorKind::SessionLost,
            "the ledger's session is over, and others may go on with its tasks; open a new one",
        )
    }
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for LedgerError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
