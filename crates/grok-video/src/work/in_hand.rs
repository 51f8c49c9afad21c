//! Tasks as they come into a worker's hands.

use std::sync::Arc;

use grok_video_ledger::{Held, Stage, Write};

use super::hold::Hold;
use super::shift::Shift;

/// A task that was leased. Dropped before anything is done about it, it goes back.
#[derive(Debug)]
pub(super) struct InHand {
    pub(super) hold: Hold,
    pub(super) held: Held,
}

impl InHand {
    pub(super) fn new(shift: &Arc<Shift>, held: Held) -> Self {
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
