//! Tasks as they come into a worker's hands.

use std::sync::Arc;
use std::time::Duration;

use grok_video_ledger::{Held, Intent, LedgerError, Stage, Write};

use super::hold::Hold;
use super::shift::Shift;

/// A task that was leased. Dropped before anything is done about it, it goes back.
#[derive(Debug)]
pub(super) struct InHand {
    pub(super) hold: Hold,
    pub(super) held: Held,
}

impl InHand {
    /// Leases at most so many tasks that are due within `horizon`, in the name of a shift.
    pub(super) async fn lease(
        shift: Arc<Shift>,
        n: usize,
        horizon: Option<Duration>,
    ) -> Result<Vec<Self>, LedgerError> {
        let due = shift
            .ledger
            .lease_due(shift.session, &shift.account, n, horizon);
        let due = due.await?.into_iter();
        Ok(due.map(|held| Self::new(&shift, held)).collect())
    }

    /// Submits a task, and takes it in hand where that can be.
    pub(super) async fn submit(
        shift: Arc<Shift>,
        intent: Intent,
    ) -> Result<Option<Self>, LedgerError> {
        let taken = Self::submit_all(shift, vec![intent]).await?;
        Ok(taken.into_iter().flatten().next())
    }

    /// Submits tasks, and takes those in hand where that can be; they come back in this order.
    pub(super) async fn submit_all(
        shift: Arc<Shift>,
        intents: Vec<Intent>,
    ) -> Result<Vec<Option<Self>>, LedgerError> {
        let submitted = shift.ledger.submit(intents, Some(shift.session)).await?;
        let held = submitted.into_iter().map(|submitted| submitted.held);
        Ok(held
            .map(|held| held.map(|held| Self::new(&shift, held)))
            .collect())
    }

    fn new(shift: &Arc<Shift>, held: Held) -> Self {
        Self {
            hold: Hold::new(shift.clone(), held.task),
            held,
        }
    }

    /// Lets somebody else go on with it, and returns once that is written down.
    pub(super) async fn give_back(mut self) {
        // Where it can't be written now, it is left as the last word.
        let _ = self.hold.close(Write::Release).await;
    }

    /// Tells whether it is still to be created.
    pub(super) fn is_unsent(&self) -> bool {
        matches!(self.held.stage, Stage::Create(_))
    }
}
