use crate::fault::TaskFault;
use crate::journal::Shown;
use crate::world::State;

/// How a query shows a task.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum Showing<'a> {
    /// As it is.
    #[default]
    Live,
    /// As it was one status before.
    Stale,
    /// With this word as its status.
    Word(&'a str),
}

impl<'a> From<&'a TaskFault> for Showing<'a> {
    fn from(fault: &'a TaskFault) -> Self {
        match fault {
            TaskFault::Stale => Self::Stale,
            TaskFault::Status(word) => Self::Word(word),
        }
    }
}

impl Shown {
    pub(super) fn of(state: &State<'_>) -> Self {
        match state {
            State::Queued => Self::Queued,
            State::Processing => Self::Processing,
            State::Completed(_) => Self::Completed,
            State::Failed { .. } => Self::Failed,
        }
    }
}
