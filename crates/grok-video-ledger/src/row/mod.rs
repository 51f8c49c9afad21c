//! A task as a ledger keeps it, and what may become of it: the one place where that is decided.

mod apply;
mod way;

use grok_video_types::CreateVideo;

use crate::{
    Account, AtRest, Entry, Fence, Fenced, Held, Intent, Moment, Resolution, Stage, TaskNo,
    TaskState, Work, Written,
};

pub(crate) use way::Way;

/// Holds all that a ledger knows of one task.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) task: TaskNo,
    pub(crate) client_ref: Box<str>,
    pub(crate) account: Account,
    pub(crate) work: Work,
    pub(crate) destination: Option<Box<str>>,
    pub(crate) submitted_at: Moment,
    /// What changes of it.
    pub(crate) way: Way,
}

impl Row {
    pub(crate) fn new(task: TaskNo, intent: Intent, now: Moment) -> Self {
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
    pub(crate) fn is_of(&self, intent: &Intent) -> bool {
        fn place(destination: Option<&str>) -> Option<&str> {
            Some(destination?.trim_end_matches(['/', '\\']))
        }

        let is_same_place =
            place(self.destination.as_deref()) == place(intent.destination.as_deref());
        self.work == intent.work && is_same_place
    }

    /// Gives the task, which must be free, to a session.
    pub(crate) fn lease(&mut self, session: u64, now: Moment) -> Option<Held> {
        let stage = self.stage(now)?;
        self.way.fence = Fence(self.way.fence.0 + 1);
        self.way.holder = Some(session);
        Some(Held {
            task: self.fenced(),
            client_ref: self.client_ref.clone(),
            destination: self.destination.clone(),
            stage,
        })
    }

    /// Does what a person has decided.
    pub(crate) fn resolve(&mut self, resolution: Resolution, now: Moment) -> Written {
        let can_send = matches!(self.work, Work::Create(_));
        self.way.resolve(resolution, can_send, now)
    }

    /// Returns the task as it is listed.
    pub(crate) fn entry(&self) -> Entry {
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
