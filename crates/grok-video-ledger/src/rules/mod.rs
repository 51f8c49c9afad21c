//! The rules of tasks and accounts, for those who write a ledger: what may become of them is decided here alone.
//!
//! A ledger loads a [`Row`], or its [`Way`] where that suffices, lets it decide, and stores what has come of it, as one
//! step. Nothing of it is for those who use a ledger.

mod allowance;
mod apply;
#[cfg(feature = "columns")]
pub mod columns;
mod way;

use grok_video_types::CreateVideo;

use crate::{
    Account, AtRest, Entry, Fence, Fenced, Held, Intent, LedgerError, MAX_BATCH, Moment,
    Resolution, Stage, TaskNo, TaskState, Work, Written,
};

pub use allowance::Allowance;
pub use way::Way;

/// Holds all that a ledger knows of one task.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its number.
    pub task: TaskNo,
    /// The name that the user gave it.
    pub client_ref: Box<str>,
    /// Whose key it is for.
    pub account: Account,
    /// What there is to do.
    pub work: Work,
    /// Where its result goes.
    pub destination: Option<Box<str>>,
    /// When it was submitted.
    pub submitted_at: Moment,
    /// What changes of it.
    pub way: Way,
}

impl Row {
    /// Makes a task of an intent.
    #[must_use]
    pub fn new(task: TaskNo, intent: Intent, now: Moment) -> Self {
        Self {
            task,
            way: Way::new(&intent, now),
            client_ref: intent.client_ref,
            account: intent.account,
            work: intent.work,
            destination: intent.destination,
            submitted_at: now,
        }
    }

    /// Tells whether an intent of the same name means this task.
    #[must_use]
    pub fn is_of(&self, intent: &Intent) -> bool {
        intent.is_for(&self.work, self.destination.as_deref())
    }

    /// Gives the task, which must be free, to a session; `None` where there is nothing for a worker to do.
    pub fn lease(&mut self, session: u64, now: Moment) -> Option<Held> {
        let stage = self.stage(now)?;
        self.way.fence = Fence(self.way.fence.0 + 1);
        self.way.holder = Some(session);
        Some(self.at(stage))
    }

    /// Returns the task, which was leased, as its holder is given it.
    #[must_use]
    pub fn held(&self, now: Moment) -> Option<Held> {
        self.stage(now).map(|stage| self.at(stage))
    }

    /// Does what a person has decided.
    pub fn resolve(&mut self, resolution: Resolution, now: Moment) -> Written {
        let can_send = matches!(self.work, Work::Create(_));
        self.way.resolve(resolution, can_send, now)
    }

    /// Returns the task as it is listed.
    #[must_use]
    pub fn entry(&self) -> Entry {
        Entry {
            task: self.task,
            client_ref: self.client_ref.clone(),
            account: self.account.clone(),
            state: self.way.state,
            request: self.request().cloned(),
            id: self.way.id.clone(),
            destination: self.destination.clone(),
            result: self.way.result.clone(),
            proof: self.way.proof.clone(),
            trouble: self.way.trouble.clone(),
            note: self.way.note.clone(),
            is_held: self.way.holder.is_some(),
            submitted_at: self.submitted_at.into(),
            changed_at: self.way.changed_at.into(),
            due_at: self.way.due_at.into(),
        }
    }

    fn at(&self, stage: Stage) -> Held {
        Held {
            task: self.fenced(),
            client_ref: self.client_ref.clone(),
            destination: self.destination.clone(),
            stage,
        }
    }

    fn fenced(&self) -> Fenced {
        Fenced {
            task: self.task,
            fence: self.way.fence,
        }
    }

    fn request(&self) -> Option<&CreateVideo> {
        match &self.work {
            Work::Create(request) => Some(request),
            Work::Follow(_) => None,
        }
    }

    /// Returns what there is to do next; `None` where there is nothing for a worker.
    fn stage(&self, now: Moment) -> Option<Stage> {
        match self.way.state {
            TaskState::Intent => self.request().cloned().map(Stage::Create),
            TaskState::Active => Some(Stage::Wait {
                id: self.way.id.clone()?,
                age: self.way.created_at.map(|at| now.since(at)),
                rest: self.way.snapshot.clone().map(|snapshot| AtRest {
                    snapshot,
                    away: now.since(self.way.snapshot_at),
                }),
            }),
            TaskState::Completed => Some(Stage::Save {
                result: self.way.result.clone()?,
                age: self.way.born_at.map(|at| now.since(at)),
                proof: self.way.proof.clone(),
            }),
            _ => None,
        }
    }
}

/// Refuses more items than a call may have.
///
/// # Errors
/// [`TooMany`](crate::LedgerErrorKind::TooMany) for more than [`MAX_BATCH`].
pub fn within(n: usize) -> Result<(), LedgerError> {
    if n <= MAX_BATCH {
        Ok(())
    } else {
        Err(LedgerError::too_many(n))
    }
}
