//! The right to send one create call.

use crate::Fenced;

/// Permits one create call for one task. It is given once, can't be copied, and goes with the call.
///
/// ```compile_fail
/// fn twice(permit: grok_video_ledger::Permit) {
///     permit.spend();
///     permit.spend();
/// }
/// ```
#[derive(Debug, PartialEq, Eq)]
#[must_use = "the task counts as being sent until the ledger is told otherwise"]
pub struct Permit {
    task: Fenced,
}

impl Permit {
    /// Permits the create call of `task`; for ledgers, and once for each.
    pub const fn new(task: Fenced) -> Self {
        Self { task }
    }

    /// Returns the task.
    #[must_use]
    pub const fn task(&self) -> Fenced {
        self.task
    }

    /// Uses the permit up: the call may have left from now on.
    #[must_use = "the ledger must be told what became of the call"]
    pub const fn spend(self) -> Fenced {
        self.task
    }
}
