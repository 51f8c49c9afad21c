//! Which writes make sense when, and which of those have an effect.

use super::task::Task;
use crate::{Resolution, TaskState, Work, Write};

/// What becomes of a write under a valid fence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It happens.
    Happens,
    /// It stands there already.
    StandsAlready,
    /// It makes no sense.
    Refused,
}

/// Judges a write under the fence of a valid lease.
pub(super) fn judge(task: &Task, write: &Write) -> Verdict {
    use TaskState::{Active, Completed, Failed, Intent, Saved, Sending, Unknown};

    let state = task.state();
    let again = |is_same: bool| {
        if is_same {
            Verdict::StandsAlready
        } else {
            Verdict::Refused
        }
    };
    let within = |states: &[TaskState]| {
        if states.contains(&state) {
            Verdict::Happens
        } else {
            Verdict::Refused
        }
    };
    match write {
        Write::Created(id) if state == Active => again(task.id().as_ref() == Some(id)),
        Write::NotSent if state == Intent => Verdict::StandsAlready,
        Write::Unknown if state == Unknown => Verdict::StandsAlready,
        Write::Saved(proof) if state == Saved => again(task.proof().as_ref() == Some(proof)),
        Write::Fail(trouble) if state == Failed => again(task.trouble().as_ref() == Some(trouble)),
        Write::Created(_) | Write::NotSent => within(&[Sending, Unknown]),
        Write::Unknown => within(&[Sending]),
        Write::Reschedule(_) | Write::Release => within(&[Intent, Active, Completed]),
        Write::Completed { .. } => within(&[Active, Completed]),
        Write::Saving(_) | Write::Saved(_) => within(&[Completed]),
        Write::Fail(_) => within(&[Intent, Sending, Unknown, Active, Completed]),
    }
}

/// Tells whether a person may decide so.
pub(super) fn may_resolve(task: &Task, resolution: &Resolution) -> bool {
    let is_stuck = matches!(task.state(), TaskState::Unknown | TaskState::Failed);
    let has_request = matches!(task.intent.work, Work::Create(_));
    is_stuck && (has_request || *resolution != Resolution::Send)
}
