//! What happens to tasks, as it is kept for pictures of it.

use std::sync::Arc;
use std::time::SystemTime;

use grok_video::TaskId;

use super::reporter::Reporter;
use crate::history::{History, Record, What};

/// Writes down what happens; that it can't be is told once, and spoils nothing.
#[derive(Debug)]
pub(super) struct Diary {
    history: Option<History>,
    reporter: Arc<Reporter>,
}

impl Diary {
    pub(super) fn new(history: Option<History>, reporter: &Arc<Reporter>) -> Self {
        Self {
            history,
            reporter: reporter.clone(),
        }
    }

    /// Notes what happened to a task, by its id or by its number in the ledger.
    pub(super) fn note(&self, id: Option<&TaskId>, task: Option<u64>, what: What) {
        let Some(history) = &self.history else { return };
        let record = Record {
            at: SystemTime::now(),
            id: id.cloned(),
            task,
            what,
        };
        if let Err(error) = history.append(&record) {
            self.reporter
                .warn(&format!("what happens can't be kept for pictures: {error}"));
        }
    }
}
