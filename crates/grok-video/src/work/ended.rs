//! What became of the tasks that were gone on with.

use std::fmt;

use grok_video_ledger::{Entry, TaskNo};
use grok_video_types::TaskId;

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
