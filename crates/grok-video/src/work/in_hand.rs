//! Tasks as they come into a worker's hands.

use std::sync::Arc;

use grok_video_ledger::{Held, Stage};

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

    /// Tells whether it is still to be created.
    pub(super) fn is_unsent(&self) -> bool {
        matches!(self.held.stage, Stage::Create(_))
    }
}
