//! What a worker writes about a task that it holds.

use std::time::Duration;

use grok_video_types::{TaskId, VideoTask};

use crate::{Proof, Trouble};

/// Says what became of a task. Each is taken under the fence of the latest lease alone, and in the states that
/// its name makes sense in; what was taken once is taken again without further effect, so that a worker that missed
/// the answer may write once more. A release is the exception: it ends the right to write.
///
/// A task that enters `Intent`, `Active` or `Completed` is due at once, and every change of state clears the note.
#[derive(Debug, Clone, PartialEq)]
pub enum Write {
    /// The create call was answered with this id.
    ///
    /// From `Sending` to `Active`; also from `Unknown`, whose answer came late, and from `Active` with this id.
    /// The snapshot of a watch, if any, is gone.
    Created(TaskId),
    /// The create call was not taken: nothing is paid.
    ///
    /// From `Sending` and `Unknown` to `Intent`; also from `Intent`.
    NotSent,
    /// The create call may have been taken, and nobody knows its id.
    ///
    /// From `Sending` to `Unknown`, which nobody holds; also from `Unknown`.
    Unknown,
    /// The task goes on later. In `Intent`, `Active` and `Completed`.
    Reschedule(Pause),
    /// The task is completed.
    ///
    /// From `Active` to `Completed`, and from `Completed` with a fresh result. Nobody holds it any more where it
    /// has no destination, as nothing is left to do.
    Completed {
        /// The completed task, as the service told it.
        result: VideoTask,
        /// How old the result is at most; `None` where nobody knows.
        age: Option<Duration>,
    },
    /// This file is about to be published. In `Completed`.
    Saving(Proof),
    /// The result is saved.
    ///
    /// From `Completed` to `Saved`, which nobody holds; also from `Saved` with the same proof.
    Saved(Proof),
    /// The task is over without a result.
    ///
    /// From every state but `Saved` and `Failed` to `Failed`, which nobody holds; also from `Failed` with the
    /// same trouble.
    Fail(Trouble),
    /// Somebody else may go on with it. In `Intent`, `Active` and `Completed`; the fence is raised, so nothing
    /// further is taken from who wrote this.
    Release,
}

/// Says when a task goes on, and from where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pause {
    /// How far ahead it is due.
    pub due_in: Duration,
    /// Its watch, in the stored form; `None` leaves what there is.
    pub snapshot: Option<Box<str>>,
    /// What kept it from going on now, for people; `None` clears what there is.
    pub note: Option<Box<str>>,
    /// Whether somebody else may go on with it, as by [`Write::Release`]; else it stays held.
    pub release: bool,
}

/// Says whether a write was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a worker whose write is stale has lost the task"]
pub enum Written {
    /// It stands in the ledger.
    Applied,
    /// It does not: another lease came in between, or the task has gone on.
    Stale,
}
