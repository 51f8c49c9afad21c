//! What a program knows of the tasks that its workers hold.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use grok_video_ledger::TaskNo;
use grok_video_ledger::rules::Way;

use crate::cells::Read;

/// How many tasks are remembered at most.
const MOST: usize = 20_000;

/// Remembers how tasks were last read or written, so that they need not be read again to be written.
///
/// It may be wrong: others write as well. So what is decided by it holds only once a write has found the task's mark
/// as it is remembered; where nothing is written, the task is read.
#[derive(Debug, Default)]
pub(crate) struct Known(Mutex<HashMap<TaskNo, Read<Way>>>);

impl Known {
    /// Takes what is known of a task; until it is [kept](Self::keep) again, nothing is.
    pub(crate) fn take(&self, task: TaskNo) -> Option<Read<Way>> {
        self.tasks().remove(&task)
    }

    /// Remembers tasks that somebody holds; of all others, nothing more will be written.
    pub(crate) fn keep(&self, tasks: impl Iterator<Item = Read<Way>>) {
        let mut known = self.tasks();
        for read in tasks.filter(|read| read.it.holder.is_some()) {
            if known.len() >= MOST {
                // Sessions that ended have left theirs behind, and what is alive is read once more.
                known.clear();
            }
            known.insert(read.task, read);
        }
    }

    fn tasks(&self) -> MutexGuard<'_, HashMap<TaskNo, Read<Way>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
