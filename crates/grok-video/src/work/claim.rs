//! A task that is in hand from the moment in which it is written down.

use grok_video_ledger::TaskNo;

use super::in_hand::InHand;

/// Holds a task that was [claimed](crate::Generate::claim): no other program goes on with it, until it is dropped or
/// [resumed](crate::Resume::claimed).
#[derive(Debug)]
#[must_use = "dropped, it is left to whoever resumes"]
pub struct Claim(pub(super) InHand);

impl Claim {
    /// Returns its number in the ledger.
    #[must_use]
    pub fn task(&self) -> TaskNo {
        self.0.held.task.task
    }
}
