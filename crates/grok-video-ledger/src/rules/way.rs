//! How far a task has come: all of a row that changes, and who may change it.

use grok_video_types::{TaskId, VideoTask};

use crate::{Fence, Intent, Moment, Proof, Resolution, TaskState, Trouble, Work, Written};

/// Holds what becomes of a task. What was asked for stands beside it, so that a write need not load that.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// Whether the result goes anywhere; it never changes.
    pub has_destination: bool,
    /// How far it has come.
    pub state: TaskState,
    /// What its latest lease, release or decision raised it to.
    pub fence: Fence,
    /// The session that holds it.
    pub holder: Option<u64>,
    /// When it is to go on.
    pub due_at: Moment,
    /// Its id at the service, once known.
    pub id: Option<TaskId>,
    /// When the create call was answered.
    pub created_at: Option<Moment>,
    /// Where its watch was left.
    pub snapshot: Option<Box<str>>,
    /// When that was.
    pub snapshot_at: Moment,
    /// The completed task.
    pub result: Option<VideoTask>,
    /// When the result came into being, at the earliest.
    pub born_at: Option<Moment>,
    /// What is saved, or about to be.
    pub proof: Option<Proof>,
    /// Why it failed.
    pub trouble: Option<Trouble>,
    /// What kept it from going on.
    pub note: Option<Box<str>>,
    /// When its state last changed.
    pub changed_at: Moment,
}

impl Way {
    /// How many classes of [`urgency`](Self::urgency) there are.
    pub const N_CLASSES: u8 = 3;

    /// Begins the way of an intent.
    #[must_use]
    pub fn new(intent: &Intent, now: Moment) -> Self {
        let (state, id) = match &intent.work {
            Work::Create(_) => (TaskState::Intent, None),
            Work::Follow(id) => (TaskState::Active, Some(id.clone())),
        };
        Self {
            has_destination: intent.destination.is_some(),
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
            changed_at: now,
        }
    }

    /// Tells whether nothing is left to do for a worker.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.state.is_over(self.has_destination)
    }

    /// Tells whether a worker can take it.
    #[must_use]
    pub fn is_free(&self) -> bool {
        let is_work = matches!(
            self.state,
            TaskState::Intent | TaskState::Active | TaskState::Completed
        );
        is_work && self.holder.is_none() && !self.is_over()
    }

    /// Returns the place of a free task among those to lease: what is equal goes by number. In all classes but the
    /// first, the time is when it is due; in the first, one of unknown age comes before those older than the clock.
    #[must_use]
    pub fn urgency(&self) -> (u8, Option<Moment>) {
        match self.state {
            TaskState::Completed => (0, self.born_at),
            TaskState::Active => (1, Some(self.due_at)),
            _ => (2, Some(self.due_at)),
        }
    }

    /// Lets go of the task, as its holder's session is over.
    pub fn orphan(&mut self, now: Moment) {
        if self.state == TaskState::Sending {
            self.enter(TaskState::Unknown, now);
        }
        self.holder = None;
    }

    /// Marks the intent as being sent, or returns `false` where that is not this session's to do.
    pub fn start_create(&mut self, session: u64, fence: Fence, now: Moment) -> bool {
        let may =
            self.state == TaskState::Intent && self.fence == fence && self.holder == Some(session);
        if may {
            self.enter(TaskState::Sending, now);
        }
        may
    }

    /// Does what a person has decided; sending is theirs to decide where there is a request.
    pub fn resolve(&mut self, resolution: Resolution, can_send: bool, now: Moment) -> Written {
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
            Resolution::Send if can_send => {
                self.begin_anew(TaskState::Intent, now);
                self.id = None;
            }
            Resolution::Send => return Written::Stale,
        }
        self.fence = Fence(self.fence.0 + 1);
        Written::Applied
    }

    pub(super) fn enter(&mut self, state: TaskState, now: Moment) {
        if self.state != state {
            self.changed_at = now;
        }
        self.state = state;
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
