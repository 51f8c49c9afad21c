//! How a round of work goes about its tasks.

use super::brake::Brake;

/// Says how tasks are created.
#[derive(Debug, Clone, Default)]
pub(super) struct Manner {
    /// Whether each create call is made once, and a task that was not taken fails: else it is tried a few times, and left
    /// for later.
    pub(super) creates_once: bool,
    /// Whether tasks are watched anew, instead of from where their watches were left.
    pub(super) watches_anew: bool,
    /// Ends the round.
    pub(super) brake: Brake,
}
