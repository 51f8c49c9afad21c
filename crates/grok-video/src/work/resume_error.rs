//! Why resuming stopped before its end.

use std::fmt;

use grok_video_ledger::LedgerError;

use super::ended::Resumed;

/// Says why resuming stopped before its end, and what had become of tasks by then. Whatever was in hand has been gone on
/// with all the same; to resume once more does no harm.
#[derive(Debug)]
#[non_exhaustive]
pub struct ResumeError {
    /// What the ledger said.
    pub error: LedgerError,
    /// What had ended by then.
    pub so_far: Box<Resumed>,
}

impl fmt::Display for ResumeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for ResumeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}
