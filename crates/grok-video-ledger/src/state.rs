//! How far a task has come.

use std::fmt;
use std::str::FromStr;

/// Says how far a task of a ledger has come.
///
/// ```text
/// Intent ──► Sending ──► Active ──► Completed ──► Saved
///    ▲          │  │        ▲            │
///    ├──────────┘  └► Unknown            └──► Failed (from any but Saved)
///    └───────────────┘
/// ```
///
/// A person may decide that an unknown or failed task is to be made again, or that it has an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskState {
    /// Written down and not sent: nothing is paid.
    Intent,
    /// Its create call may be under way.
    Sending,
    /// Its create call may have been taken and paid, and no id is known. It is never sent again by itself.
    Unknown,
    /// The service has it, under a known id.
    Active,
    /// It has a result. Where that goes to no destination, nothing is left to do.
    Completed,
    /// The result is saved.
    Saved,
    /// It is over without a result.
    Failed,
}

impl TaskState {
    /// Lists every state.
    pub const ALL: [Self; 7] = [
        Self::Intent,
        Self::Sending,
        Self::Unknown,
        Self::Active,
        Self::Completed,
        Self::Saved,
        Self::Failed,
    ];

    /// Tells whether nothing is left to do for a worker, given whether the result goes anywhere.
    #[must_use]
    pub(crate) const fn is_over(self, has_destination: bool) -> bool {
        match self {
            Self::Saved | Self::Failed => true,
            Self::Completed => !has_destination,
            Self::Intent | Self::Sending | Self::Unknown | Self::Active => false,
        }
    }

    /// Returns the word that stands in a ledger and in lists.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Intent => "intent",
            Self::Sending => "sending",
            Self::Unknown => "unknown",
            Self::Active => "active",
            Self::Completed => "completed",
            Self::Saved => "saved",
            Self::Failed => "failed",
        }
    }
}

impl fmt::Display for TaskState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Unknown => "outcome unknown",
            other => other.as_str(),
        })
    }
}

/// Says that a word names no state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSuchState;

impl fmt::Display for NoSuchState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no such state; choose intent, sending, unknown, active, completed, saved or failed")
    }
}

impl std::error::Error for NoSuchState {}

impl FromStr for TaskState {
    type Err = NoSuchState;

    fn from_str(word: &str) -> Result<Self, NoSuchState> {
        let mut all = Self::ALL.into_iter();
        all.find(|state| state.as_str() == word).ok_or(NoSuchState)
    }
}
