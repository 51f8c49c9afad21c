//! How a round of work goes about its tasks.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use grok_video_ledger::TaskNo;

use super::announcement::Announce;
use super::brake::Brake;
use super::setbacks::Setbacks;

/// Says how a round goes about its tasks.
#[derive(Clone, Default)]
pub(super) struct Manner {
    /// Whether each create call is made once, and a task that was not taken fails: else it is tried a few times, and left
    /// for later.
    pub(super) creates_once: bool,
    /// Whether tasks are watched anew, instead of from where their watches were left.
    pub(super) watches_anew: bool,
    /// Ends the round.
    pub(super) brake: Brake,
    /// Where there are some, nothing is parked in memory: what can't be gone on with now goes back to the ledger, each
    /// time for longer; and when the brake is pulled, polls are handed over and saves that are under way are ended.
    pub(super) setbacks: Option<Setbacks>,
    /// Is told of ends before they are written.
    pub(super) announcer: Option<Arc<dyn Announce>>,
}

impl Manner {
    /// Notes a setback of the task, and returns in how long it is due: `due_in`, or longer after several setbacks.
    pub(super) fn note_setback(&self, task: TaskNo, due_in: Duration) -> Duration {
        let setback = self.setbacks.as_ref().map(|setbacks| setbacks.note(task));
        setback.map_or(due_in, |setback| setback.max(due_in))
    }

    /// Tells whether this is the work of a worker that has others beside it.
    pub(super) fn hands_over(&self) -> bool {
        self.setbacks.is_some()
    }
}

impl fmt::Debug for Manner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Manner").finish_non_exhaustive()
    }
}
