//! What is known of one task.

use std::time::SystemTime;

use crate::history::Record;

/// Holds what is known of a task that is to be drawn; all of it may come from anybody.
#[derive(Debug, Clone)]
pub(crate) struct Lane {
    /// Its id, or `task 7` while it has none.
    pub(crate) label: String,
    /// What it is to show; the begin of it is drawn.
    pub(crate) detail: Option<String>,
    /// The name of its model.
    pub(crate) model: Option<String>,
    /// The ledger's word for its state, now.
    pub(crate) state: String,
    /// Whether nothing is left to do for it.
    pub(crate) is_over: bool,
    /// When it was submitted.
    pub(crate) submitted_at: SystemTime,
    /// When its state last changed.
    pub(crate) changed_at: SystemTime,
    /// What its history has of it, in any order; there may be nothing.
    pub(crate) records: Vec<Record>,
}
