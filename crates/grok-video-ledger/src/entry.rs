//! A task as it is listed.

use std::time::SystemTime;

use grok_video_types::{CreateVideo, TaskId, VideoTask};

use crate::{Account, Proof, TaskNo, TaskState, Trouble};

/// Holds what a ledger knows of a task. Times are the ledger's.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Entry {
    /// Its number.
    pub task: TaskNo,
    /// The name that the user gave it.
    pub client_ref: Box<str>,
    /// Whose key it is for.
    pub account: Account,
    /// How far it has come.
    pub state: TaskState,
    /// What was or will be asked for; `None` where the task existed before.
    pub request: Option<CreateVideo>,
    /// Its id at the service, once known.
    pub id: Option<TaskId>,
    /// Where its result goes.
    pub destination: Option<Box<str>>,
    /// The completed task, with its result.
    pub result: Option<VideoTask>,
    /// The file that was saved, or was about to be.
    pub proof: Option<Proof>,
    /// Why it failed.
    pub trouble: Option<Trouble>,
    /// What kept it from going on, when it last did not; `None` once its state has changed.
    pub note: Option<Box<str>>,
    /// Whether a worker holds it.
    pub is_held: bool,
    /// When it was submitted.
    pub submitted_at: SystemTime,
    /// When its state last changed.
    pub changed_at: SystemTime,
    /// When it is to go on.
    pub due_at: SystemTime,
}

impl Entry {
    /// Tells whether nothing is left to do for a worker: it is saved, has failed, or is completed and goes
    /// nowhere. One whose outcome is unknown is not over: that is for a person to say.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.state.is_over(self.destination.is_some())
    }
}

/// Chooses what is listed. The default is everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Only tasks of this account.
    pub account: Option<Account>,
    /// Only tasks in one of these states; where there is none, in any.
    pub states: Vec<TaskState>,
    /// Only this task, by the name that its user gave it.
    pub client_ref: Option<Box<str>>,
}

impl Filter {
    /// Chooses the tasks in these states.
    #[must_use]
    pub fn states(states: &[TaskState]) -> Self {
        Self {
            states: states.to_vec(),
            ..Self::default()
        }
    }

    /// Chooses the tasks of this account, of those chosen before.
    #[must_use]
    pub fn of(mut self, account: &Account) -> Self {
        self.account = Some(account.clone());
        self
    }

    /// Tells whether a task is chosen.
    pub(crate) fn takes(&self, entry: &Entry) -> bool {
        let Self {
            account,
            states,
            client_ref,
        } = self;
        account.as_ref().is_none_or(|it| *it == entry.account)
            && (states.is_empty() || states.contains(&entry.state))
            && client_ref.as_ref().is_none_or(|it| *it == entry.client_ref)
    }
}
