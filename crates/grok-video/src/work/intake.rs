//! Which tasks are taken in hand, and when.

use std::any::Any;
use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use grok_video_ledger::{LedgerError, MAX_BATCH, TaskNo, TaskState};
use tokio::task::JoinSet;

use super::desk::Desk;
use super::ended::Ended;
use super::hold::Left;
use super::in_hand::InHand;
use super::life::{Life, Tell};
use super::manner::Manner;
use super::order::finished;
use super::shift::Shift;
use super::source::{Source, Taken};
use crate::GenerateError;

/// Takes each task that is due in hand once, so many at a time.
pub(super) struct Intake {
    desk: Arc<Desk>,
    /// The shift that was asked last, so that one goes on between two tasks.
    shift: Option<Arc<Shift>>,
    source: Source,
    limit: usize,
    manner: Manner,
    tell: Option<Tell>,
    /// Tasks of the source that are not gone on with here, and what is known of them.
    told_at_once: VecDeque<Ended>,
    /// Each with the shift that it is in hand of.
    running: JoinSet<(Ended, Arc<Shift>)>,
    seen: HashSet<TaskNo>,
    /// Tasks that could not be gone on with. They are kept in hand, so that they are not offered once more.
    parked: Vec<InHand>,
    state: State,
    /// Whether all that is in hand has been let go of, and nothing is begun any more.
    is_stopped: bool,
    /// The first panic of one of them, as of a callback.
    panic: Option<Box<dyn Any + Send>>,
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
    pub(super) fn new(
        desk: Arc<Desk>,
        source: Source,
        limit: usize,
        manner: Manner,
        tell: Option<Tell>,
    ) -> Self {
        Self {
            desk,
            shift: None,
            source,
            limit,
            manner,
            tell,
            told_at_once: VecDeque::new(),
            running: JoinSet::new(),
            seen: HashSet::new(),
            parked: Vec::new(),
            state: State::Open,
            is_stopped: false,
            panic: None,
        }
    }

    /// Returns the next task that has ended; `None` where there is nothing left to go on with.
    pub(super) async fn next(&mut self) -> Result<Option<Ended>, LedgerError> {
        loop {
            if self.running.is_empty()
                && let Some(panic) = self.panic.take()
            {
                std::panic::resume_unwind(panic);
            }
            if self.running.is_empty() && matches!(self.state, State::Drained) {
                // Another worker may have ended in the meantime, and left some.
                self.state = State::Open;
            }
            if matches!(self.state, State::Open)
                && self.panic.is_none()
                && let Err(error) = self.fill().await
            {
                self.state = State::Failed(error);
            }
            if let Some(ended) = self.told_at_once.pop_front() {
                return Ok(Some(ended));
            }
            match self.running.join_next().await {
                Some(Ok((ended, shift))) => {
                    if let Err(GenerateError::Lost(task)) = &ended.result
                        && shift.is_lost()
                    {
                        // If nobody else has it, it is to be gone on with in another session.
                        self.take_again(*task);
                    }
                    return Ok(Some(ended));
                }
                Some(Err(failed)) => match failed.try_into_panic() {
                    // What else is in hand is ended first: a create call may be under way.
                    Ok(panic) => self.note_panic(panic),
                    Err(_) if self.is_stopped => {}
                    // The runtime is ending.
                    Err(_) => return Ok(None),
                },
                None => {
                    return match &self.state {
                        State::Failed(error) => Err(error.clone()),
                        State::Open | State::Drained => Ok(None),
                    };
                }
            }
        }
    }

    /// Remembers a panic of a callback: nothing more is taken in hand, and it is raised again once what is in hand has ended.
    pub(super) fn note_panic(&mut self, panic: Box<dyn Any + Send>) {
        self.panic.get_or_insert(panic);
    }

    /// Begins with tasks that are in hand already.
    pub(super) fn take_all(&mut self, tasks: impl IntoIterator<Item = InHand>) {
        for in_hand in tasks {
            self.shift = Some(in_hand.hold.shift().clone());
            self.take(in_hand);
        }
    }

    /// Lets go of all that is in hand, once the brake has been pulled: what has ended by then is still told.
    pub(super) fn stop(&mut self) {
        self.is_stopped = true;
        self.running.abort_all();
    }

    /// Gives the tasks that could not be gone on with back to the ledger.
    pub(super) async fn end(mut self) -> Result<(), LedgerError> {
        self.parked.clear();
        match &self.shift {
            Some(shift) => shift.clerk.flush().await,
            None => Ok(()),
        }
    }

    /// Begins with as many tasks as there is room for, unless the brake was pulled.
    async fn fill(&mut self) -> Result<(), LedgerError> {
        let brake = self.manner.brake.clone();
        while self.running.len() < self.limit {
            let Some(_under_way) = brake.begin() else {
                break;
            };
            let n = (self.limit - self.running.len()).min(MAX_BATCH);
            let is_drained = match &mut self.source {
                Source::Due => self.fill_with_due(n).await?,
                Source::These(tasks) => {
                    let taken = Source::take(&self.desk, tasks, n).await?;
                    let is_drained = tasks.is_empty();
                    self.fill_with(taken);
                    is_drained
                }
            };
            if is_drained {
                self.state = State::Drained;
                break;
            }
        }
        Ok(())
    }

    /// Begins with at most `n` of all that are due; tells whether there are no more.
    async fn fill_with_due(&mut self, n: usize) -> Result<bool, LedgerError> {
        let due = self
            .desk
            .ask(|shift| Box::pin(InHand::lease(shift, n, None)));
        let (shift, due) = due.await?;
        self.shift = Some(shift);
        let is_drained = due.is_empty();
        for in_hand in due {
            self.take(in_hand);
        }
        Ok(is_drained)
    }

    fn fill_with(&mut self, taken: Vec<Taken>) {
        for taken in taken {
            match taken {
                Taken::InHand(in_hand) => {
                    self.shift = Some(in_hand.hold.shift().clone());
                    self.take(in_hand);
                }
                Taken::NotToBeHad(entry) => self.told_at_once.push_back(Ended {
                    task: entry.task,
                    client_ref: entry.client_ref.clone(),
                    id: entry.id.clone(),
                    left_as: match entry.state {
                        TaskState::Unknown => Left::Unknown,
                        _ if entry.is_over() => Left::Over,
                        _ => Left::ForLater,
                    },
                    result: finished(entry),
                }),
            }
        }
    }

    /// Begins with a task once more, now or when the ledger gives it.
    fn take_again(&mut self, task: TaskNo) {
        if self.is_stopped {
            return;
        }
        self.seen.remove(&task);
        let is_it = |in_hand: &InHand| in_hand.held.task.task == task;
        match self.parked.iter().position(is_it) {
            Some(at) => {
                let in_hand = self.parked.swap_remove(at);
                self.take(in_hand);
            }
            None => {
                self.source.again(task);
                self.state = State::Open;
            }
        }
    }

    /// Begins with a task, unless it was in hand before.
    fn take(&mut self, in_hand: InHand) {
        if self.seen.insert(in_hand.held.task.task) {
            let shift = in_hand.hold.shift().clone();
            let life = Life::live(in_hand, self.manner.clone(), self.tell.clone());
            self.running.spawn(async { (life.await, shift) });
        } else {
            self.parked.push(in_hand);
        }
    }
}
