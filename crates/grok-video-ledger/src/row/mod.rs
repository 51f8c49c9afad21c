//! A task as a ledger keeps it, and what may become of it: the one place where that is decided.

mod apply;

use grok_video_types::{CreateVideo, TaskId, VideoTask};

use crate::{
    Account, AtRest, Entry, Fence, Fenced, Held, Intent, Moment, Proof, Resolution, Stage, TaskNo,
    TaskState, Trouble, Work, Written,
};

/// Holds all that a ledger knows of one task.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) task: TaskNo,
    pub(crate) client_ref: Box<str>,
    pub(crate) account: Account,
    pub(crate) work: Work,
    pub(crate) destination: Option<Box<str>>,
    pub(crate) state: TaskState,
    pub(crate) fence: Fence,
    /// The session that holds it.
    pub(crate) holder: Option<u64>,
    pub(crate) due_at: Moment,
    pub(crate) id: Option<TaskId>,
    /// When the create call was answered.
    pub(crate) created_at: Option<Moment>,
    pub(crate) snapshot: Option<Box<str>>,
    pub(crate) snapshot_at: Moment,
    pub(crate) result: Option<VideoTask>,
    /// When the result came into being, at the earliest.
    pub(crate) born_at: Option<Moment>,
    pub(crate) proof: Option<Proof>,
    pub(crate) trouble: Option<Trouble>,
    pub(crate) note: Option<Box<str>>,
    pub(crate) submitted_at: Moment,
    pub(crate) changed_at: Moment,
}

impl Row {
    pub(crate) fn new(task: TaskNo, intent: Intent, now: Moment) -> Self {
        let (state, id) = match &intent.work {
            Work::Create(_) => (TaskState::Intent, None),
            Work::Follow(id) => (TaskState::Active, Some(id.clone())),
        };
        Self {
            task,
            client_ref: intent.client_ref,
            account: intent.account,
            work: intent.work,
            destination: intent.destination,
            state,
            fence: Fence::default(),
            holder: None,
            due_at: now,
            id,
            created_at: None,
            snapshot: None,
            snapshot_at: now,
            result: None,
            born_at: None,
            proof: None,
            trouble: None,
            note: None,
            submitted_at: now,
            changed_at: now,
        }
    }

    /// Tells whether an intent of the same name means this task.
    pub(crate) fn is_of(&self, intent: &Intent) -> bool {
        self.work == intent.work && self.destination == intent.destination
    }

    /// Tells whether nothing is left to do for a worker.
    pub(crate) fn is_over(&self) -> bool {
        self.state.is_over(self.destination.is_some())
    }

    /// Tells whether a worker can take it.
    pub(crate) fn is_free(&self) -> bool {
        let is_work = matches!(
            self.state,
            TaskState::Intent | TaskState::Active | TaskState::Completed
        );
        is_work && self.holder.is_none() && !self.is_over()
    }

    /// Returns the place of a free task among those to lease.
    pub(crate) fn urgency(&self) -> (u8, Moment, TaskNo) {
        match self.state {
            TaskState::Completed => (0, self.born_at.unwrap_or_default(), self.task),
            TaskState::Active => (1, self.due_at, self.task),
            _ => (2, self.due_at, self.task),
        }
    }

    /// Gives the task, which must be free, to a session.
    pub(crate) fn lease(&mut self, session: u64, now: Moment) -> Option<Held> {
        let stage = self.stage(now)?;
        self.fence = Fence(self.fence.0 + 1);
        self.holder = Some(session);
        Some(Held {
            task: self.fenced(),
            client_ref: self.client_ref.clone(),
            destination: self.destination.clone(),
            stage,
        })
    }

    /// Lets go of the task, as its holder's session is over.
    pub(crate) fn orphan(&mut self, now: Moment) {
        if self.state == TaskState::Sending {
            self.enter(TaskState::Unknown, now);
        }
        self.holder = None;
    }

    /// Marks the intent as being sent, or returns `false` where that is not this session's to do.
    pub(crate) fn start_create(&mut self, session: u64, fence: Fence, now: Moment) -> bool {
        let may =
            self.state == TaskState::Intent && self.fence == fence && self.holder == Some(session);
        if may {
            self.enter(TaskState::Sending, now);
        }
        may
    }

    /// Does what a person has decided.
    pub(crate) fn resolve(&mut self, resolution: Resolution, now: Moment) -> Written {
        if !matches!(self.state, TaskState::Unknown | TaskState::Failed) {
            return Written::Stale;
        }
        match resolution {
            Resolution::Drop(trouble) => {
                self.enter(TaskState::Failed, now);
                self.trouble = Some(trouble);
            }
            Resolution::Exists(id) => {
                self.begin_anew(TaskState::Active, now);
                self.id = Some(id);
            }
            Resolution::Send if matches!(self.work, Work::Create(_)) => {
                self.begin_anew(TaskState::Intent, now);
                self.id = None;
            }
            Resolution::Send => return Written::Stale,
        }
        self.fence = Fence(self.fence.0 + 1);
        Written::Applied
    }

    /// Returns the task as it is listed.
    pub(crate) fn entry(&self) -> Entry {
        Entry {
            task: self.task,
            client_ref: self.client_ref.clone(),
            account: self.account.clone(),
            state: self.state,
            request: self.request().cloned(),
            id: self.id.clone(),
            destination: self.destination.clone(),
            result: self.result.clone(),
            proof: self.proof.clone(),
            trouble: self.trouble.clone(),
            note: self.note.clone(),
            is_held: self.holder.is_some(),
            submitted_at: self.submitted_at.into(),
            changed_at: self.changed_at.into(),
            due_at: self.due_at.into(),
        }
    }

    fn fenced(&self) -> Fenced {
        Fenced {
            task: self.task,
            fence: self.fence,
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
        match self.state {
            TaskState::Intent => self.request().cloned().map(Stage::Create),
            TaskState::Active => Some(Stage::Wait {
                id: self.id.clone()?,
                age: self.created_at.map(|at| now.since(at)),
                rest: self.snapshot.clone().map(|snapshot| AtRest {
                    snapshot,
                    away: now.since(self.snapshot_at),
                }),
            }),
            TaskState::Completed => Some(Stage::Save {
                result: self.result.clone()?,
                age: self.born_at.map(|at| now.since(at)),
                proof: self.proof.clone(),
            }),
            _ => None,
        }
    }

    fn enter(&mut self, state: TaskState, now: Moment) {
        self.state = state;
        self.changed_at = now;
        self.note = None;
    }

    /// Enters a state in which nothing is known but what was asked for.
    fn begin_anew(&mut self, state: TaskState, now: Moment) {
        self.enter(state, now);
        self.due_at = now;
        self.created_at = None;
        self.snapshot = None;
        self.result = None;
        self.born_at = None;
        self.proof = None;
        self.trouble = None;
    }
}
