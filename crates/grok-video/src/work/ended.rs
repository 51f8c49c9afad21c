//! What became of the tasks that were gone on with.

use std::fmt;

use grok_video_ledger::{Entry, TaskNo};
use grok_video_types::TaskId;

use super::hold::Left;
use crate::{GenerateError, Generated};

/// Says what became of one task.
#[derive(Debug)]
#[non_exhaustive]
pub struct Ended {
    /// Its number in the ledger.
    pub task: TaskNo,
    /// The name that the user gave it.
    pub client_ref: Box<str>,
    /// Its id at the service, where it has one.
    pub id: Option<TaskId>,
    /// The result, or why there is none.
    pub result: Result<Generated, GenerateError>,
    pub(super) left_as: Left,
}

impl Ended {
    /// Tells whether nothing came of the task yet and nothing is lost: it goes on later, here or elsewhere.
    #[must_use]
    pub fn goes_on_later(&self) -> bool {
        self.left_as == Left::ForLater
    }

    /// Tells whether the task may be paid without anybody knowing its id.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.left_as == Left::Unknown
    }
}

/// Says what became of everything that was unfinished.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Resumed {
    /// The tasks that were gone on with, in the order in which they ended. One whose session was lost in between, as
    /// by a leap of the ledger's clock, is told of once more when it has been gone on with.
    pub ended: Vec<Ended>,
    /// The tasks that may be paid without anybody knowing their id. They are never sent again by themselves; see
    /// [`Ledger::resolve`](grok_video_ledger::Ledger::resolve).
    pub unknown: Vec<Entry>,
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}: ", self.task, self.client_ref)?;
        match &self.result {
            Ok(Generated {
                saved: Some(saved), ..
            }) => saved.fmt(f),
            Ok(Generated { task, .. }) => task.fmt(f),
            Err(error) => f.write_str(&crate::one_line(error)),
        }
    }
}
