//! What a step was answered with, in numbers that do not depend on the ledger.

use crate::{Entry, Fenced, Held, LedgerErrorKind, Life, Submitted, Written};

/// An answer. Its tasks are numbered by their order from 1, its fences by the leases of the task.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answer {
    Done,
    Life(Life),
    Submitted(Vec<Submitted>),
    Leased(Vec<Held>),
    Permits(Vec<Option<Fenced>>),
    Written(Vec<Written>),
    Listed(Vec<Entry>),
    Refused(LedgerErrorKind),
    /// One that nothing can be right about.
    Wrong(String),
}
