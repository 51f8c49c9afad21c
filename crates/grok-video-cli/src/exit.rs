//! What the exit code tells a script.

use std::process::ExitCode;

/// Tells a script how it went; the numbers are a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All asked for is done.
    Done = 0,
    /// Usage or configuration; nothing was sent.
    Usage = 2,
    /// A task failed at the service.
    TaskFailed = 3,
    /// The key is refused, or there is no balance.
    Denied = 4,
    /// There is no such task.
    NotFound = 5,
    /// The deadline came; the same command can go on later.
    GaveUp = 6,
    /// The result could not be saved.
    NotSaved = 7,
    /// Network, server or protocol.
    Network = 8,
    /// A create may have been taken and paid.
    OutcomeUnknown = 9,
    /// The user interrupted it.
    Interrupted = 130,
}

impl Exit {
    /// Returns the first, in the order given, that is not [`Done`](Self::Done).
    pub(crate) fn first(exits: impl IntoIterator<Item = Self>) -> Self {
        let mut exits = exits.into_iter();
        exits.find(|exit| *exit != Self::Done).unwrap_or(Self::Done)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
