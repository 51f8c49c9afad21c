//! Which tasks are taken in hand, and when.

use std::collections::HashSet;
use std::sync::Arc;

use grok_video_ledger::{Fenced, Held, LedgerError, MAX_BATCH, TaskNo, Write};
use tokio::task::JoinSet;

use super::desk::Desk;
use super::ended::Ended;
use super::life::{Life, Tell};
use super::shift::Shift;
use crate::GenerateError;

/// Takes each task that is due in hand once, so many at a time.
pub(super) struct Intake {
    desk: Arc<Desk>,
    /// The shift that was asked last, so that one goes on between two tasks.
    shift: Option<Arc<Shift>>,
    limit: usize,
    tell: Option<Tell>,
    running: JoinSet<Ended>,
    seen: HashSet<TaskNo>,
    /// Tasks that could not be gone on with. They are kept in hand, so that they are not offered once more.
    parked: Vec<(Arc<Shift>, Fenced)>,
    state: State,
}

/// What is known of tasks that are not in hand.
enum State {
    /// There may be more.
    Open,
    /// There were none when it was last asked.
    Drained,
    /// The ledger can't be asked. What is in hand is gone on with all the same.
    Failed(LedgerError),
}

impl Intake {
    pub(super) fn new(desk: Arc<Desk>, limit: usize, tell: Option<Tell>) -> Self {
        Self {
            desk,
            shift: None,
            limit,
            tell,
            running: JoinSet::new(),
            seen: HashSet::new(),
            parked: Vec::new(),
            state: State::Open,
        }
    }

    /// Returns the next task that has ended; `None` where there is nothing left to go on with.
    pub(super) async fn next(&mut self) -> Result<Option<Ended>, LedgerError> {
        if self.running.is_empty() && matches!(self.state, State::Drained) {
            // Another worker may have ended in the meantime, and left some.
            self.state = State::Open;
        }
        if matches!(self.state, State::Open)
            && let Err(error) = self.fill().await
        {
            self.state = State::Failed(error);
        }
        match (self.running.join_next().await, &self.state) {
            (Some(Ok(ended)), _) => {
                if let Err(GenerateError::Lost(task)) = &ended.result {
                    // If nobody else has it, it is to be gone on with.
                    self.seen.remove(task);
                }
                Ok(Some(ended))
            }
            (Some(Err(failed)), _) => std::panic::resume_unwind(failed.into_panic()),
            (None, State::Failed(error)) => Err(error.clone()),
            (None, State::Open | State::Drained) => Ok(None),
        }
    }

    /// Gives the tasks that could not be gone on with back to the ledger.
    pub(super) async fn end(mut self) -> Result<(), LedgerError> {
        let shifts: Vec<_> = self.parked.iter().map(|(shift, _)| shift.clone()).collect();
        self.give_back();
        for shift in shifts {
            shift.clerk.flush().await?;
        }
        Ok(())
    }

    fn give_back(&mut self) {
        for (shift, task) in self.parked.drain(..) {
            shift.clerk.leave(task, vec![Write::Release]);
        }
    }

    /// Begins with as many tasks as there is room for.
    async fn fill(&mut self) -> Result<(), LedgerError> {
        while self.running.len() < self.limit {
            let n = (self.limit - self.running.len()).min(MAX_BATCH);
            let due = self.desk.ask(|shift| {
                let Shift {
                    session, account, ..
                } = shift;
                shift.ledger.lease_due(*session, account, n, None)
            });
            let (shift, due) = due.await?;
            self.shift = Some(shift.clone());
            if due.is_empty() {
                self.state = State::Drained;
                break;
            }
            for held in due {
                self.take(&shift, held);
            }
        }
        Ok(())
    }

    /// Begins with a task, unless it was in hand before.
    fn take(&mut self, shift: &Arc<Shift>, held: Held) {
        if self.seen.insert(held.task.task) {
            let life = Life::live(shift.clone(), held, self.tell.clone());
            self.running.spawn(life);
        } else {
            self.parked.push((shift.clone(), held.task));
        }
    }
}

impl Drop for Intake {
    fn drop(&mut self) {
        self.give_back();
    }
}
