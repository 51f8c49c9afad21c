//! Which tasks are taken in hand, and when.

use std::collections::HashSet;
use std::sync::Arc;

use grok_video_ledger::{Fenced, LedgerError, MAX_BATCH, TaskNo, Write};
use tokio::task::JoinSet;

use super::ended::Ended;
use super::life::{Life, Tell};
use super::shift::Shift;

/// Takes each task that is due in hand once, so many at a time.
pub(super) struct Intake {
    shift: Arc<Shift>,
    limit: usize,
    tell: Option<Tell>,
    running: JoinSet<Ended>,
    seen: HashSet<TaskNo>,
    /// Tasks that could not be gone on with. They are kept in hand, so that they are not offered once more.
    parked: Vec<Fenced>,
    /// Whether there was nothing more when it was last asked.
    is_drained: bool,
}

impl Intake {
    pub(super) fn new(shift: Arc<Shift>, limit: usize, tell: Option<Tell>) -> Self {
        Self {
            shift,
            limit,
            tell,
            running: JoinSet::new(),
            seen: HashSet::new(),
            parked: Vec::new(),
            is_drained: false,
        }
    }

    /// Returns the next task that has ended; `None` where there is nothing left to go on with.
    pub(super) async fn next(&mut self) -> Result<Option<Ended>, LedgerError> {
        if !self.is_drained {
            self.fill().await?;
        } else if self.running.is_empty() {
            // Another worker may have ended in the meantime, and left some.
            self.is_drained = false;
            self.fill().await?;
        }
        match self.running.join_next().await {
            Some(Ok(ended)) => Ok(Some(ended)),
            Some(Err(failed)) => std::panic::resume_unwind(failed.into_panic()),
            None => Ok(None),
        }
    }

    /// Gives the tasks that could not be gone on with back to the ledger.
    pub(super) async fn end(mut self) -> Result<(), LedgerError> {
        self.give_back();
        self.shift.clerk.flush().await
    }

    fn give_back(&mut self) {
        for task in self.parked.drain(..) {
            self.shift.clerk.leave(task, vec![Write::Release]);
        }
    }

    /// Begins with as many tasks as there is room for.
    async fn fill(&mut self) -> Result<(), LedgerError> {
        let Self { shift, limit, .. } = self;
        while self.running.len() < *limit {
            let n = (*limit - self.running.len()).min(MAX_BATCH);
            let due = shift
                .ledger
                .lease_due(shift.session, &shift.account, n, None);
            let due = due.await?;
            self.is_drained = due.is_empty();
            if self.is_drained {
                break;
            }
            for held in due {
                if self.seen.insert(held.task.task) {
                    let life = Life::live(shift.clone(), held, self.tell.clone());
                    self.running.spawn(life);
                } else {
                    self.parked.push(held.task);
                }
            }
        }
        Ok(())
    }
}

impl Drop for Intake {
    fn drop(&mut self) {
        self.give_back();
    }
}
