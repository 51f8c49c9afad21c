//! What is to be done, before anything is sent.

use grok_video_types::{CreateVideo, TaskId};

use crate::{Account, Held, TaskNo};

/// Says what is to be made and where it goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Intent {
    /// Names the task among those of its account, by a text of the user's own. The same name again is the same
    /// task: whoever is not sure whether an intent was taken gives it once more, and pays once.
    pub client_ref: Box<str>,
    /// Whose key it is for.
    pub account: Account,
    /// What there is to do.
    pub work: Work,
    /// Where the result goes; `None` where nobody wants it saved.
    pub destination: Option<Box<str>>,
}

impl Intent {
    /// Returns whether `other`, which has the same name, asks for the same task: equal work, and the same destination apart
    /// from separators at its end.
    #[must_use]
    pub fn means_same(&self, other: &Self) -> bool {
        self.is_for(&other.work, other.destination.as_deref())
    }

    /// Tells whether it is this work, for this destination.
    pub(crate) fn is_for(&self, work: &Work, destination: Option<&str>) -> bool {
        fn place(destination: Option<&str>) -> Option<&str> {
            Some(destination?.trim_end_matches(['/', '\\']))
        }

        self.work == *work && place(self.destination.as_deref()) == place(destination)
    }
}

/// Says whether a task is to be made, or exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    /// It is to be created, once.
    Create(CreateVideo),
    /// It exists, under this id, and is to be waited for.
    Follow(TaskId),
}

/// Says what became of an intent that was submitted.
#[derive(Debug, Clone, PartialEq)]
pub struct Submitted {
    /// The number of the task.
    pub task: TaskNo,
    /// Whether it was not known before.
    pub is_new: bool,
    /// The task, where it was to be held and now is. A task that was known is not held where it is over, where
    /// its outcome is unknown, and where a session holds it already, be it the same one.
    pub held: Option<Held>,
}
