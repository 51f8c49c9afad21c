//! What a ledger must answer, written from its documentation alone and with no thought of speed.

mod fact;
mod rules;
mod task;

use std::cmp::Ordering;
use std::time::Duration;

use self::fact::Fact;
use self::rules::{Verdict, judge, may_resolve};
pub(super) use self::task::Task;
use super::answer::Answer;
use super::step::{By, Call, Grip, Nth, Plea, Step, account, name};
use crate::{
    Account, Fenced, Filter, Held, LedgerErrorKind, Life, MAX_BATCH, Moment, Submitted, TaskNo,
    TaskState, Write, Written,
};

/// All that was submitted and every session there was, in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Model {
    pub(super) tasks: Vec<Task>,
    pub(super) sessions: Vec<Stay>,
}

/// The life of a session.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stay {
    pub(super) ttl: Duration,
    pub(super) until: Moment,
    pub(super) is_over: bool,
}

type Answered = Result<Answer, LedgerErrorKind>;

impl Model {
    /// Answers a step at a time.
    pub(super) fn step(&mut self, step: &Step, now: Moment) -> Answer {
        if matches!(step, Step::Pass(_) | Step::Reopen) {
            return Answer::Done;
        }
        self.end_what_is_due(now);
        self.answer(step, now).unwrap_or_else(Answer::Refused)
    }

    /// Ends every session, as a ledger may that knows that the process is gone.
    pub(super) fn end_all(&mut self, now: Moment) {
        for session in 0..self.sessions.len() {
            self.end(session, now);
        }
    }

    pub(super) fn is_live(&self, session: Nth) -> bool {
        self.sessions.get(session).is_some_and(|it| !it.is_over)
    }

    /// Tells whether a fence is that of a lease that gives the right to write.
    pub(super) fn is_valid(&self, grip: Grip) -> bool {
        let lease = self.tasks.get(grip.task).and_then(Task::valid_lease);
        lease.is_some_and(|lease| grip.by == By::Lease(lease))
    }

    fn answer(&mut self, step: &Step, now: Moment) -> Answered {
        Ok(match step {
            Step::Pass(_) | Step::Reopen => Answer::Done,
            Step::Open { ttl } => {
                let until = now.after(*ttl);
                self.sessions.push(Stay {
                    ttl: *ttl,
                    until,
                    is_over: false,
                });
                Answer::Done
            }
            Step::Beat(session) => Answer::Life(self.beat(*session, now)),
            Step::Close(session) => {
                self.end(*session, now);
                Answer::Done
            }
            Step::Submit { intents, hold } => self.submit(intents, *hold, now)?,
            Step::Lease {
                session,
                account: of,
                n,
                horizon,
            } => self.lease_due(*session, &account(*of), *n, *horizon, now)?,
            Step::Start { session, tasks } => {
                self.must_live(*session)?;
                let tasks = tasks.iter();
                Answer::Permits(tasks.map(|it| self.permit(*session, *it, now)).collect())
            }
            Step::Write(writes) => {
                let writes = writes.iter();
                Answer::Written(
                    writes
                        .map(|(it, write)| self.write(*it, write, now))
                        .collect(),
                )
            }
            Step::Resolve(task, resolution) => {
                let task = self.tasks.get_mut(*task);
                let task = task.filter(|task| may_resolve(task, resolution));
                let written = task.map(|task| task.add(Fact::Resolved(resolution.clone()), now));
                Answer::Written(vec![written.map_or(Written::Stale, |()| Written::Applied)])
            }
            Step::List {
                account: of,
                name: called,
                states,
                after,
                n,
            } => {
                if *n > MAX_BATCH {
                    return Err(LedgerErrorKind::TooMany);
                }
                let filter = Filter {
                    account: of.map(account),
                    states: states.clone(),
                    client_ref: called.map(name),
                };
                self.list(
                    &filter,
                    after.map_or(0, |after| after.saturating_add(1)),
                    *n,
                )
            }
            Step::Crowd(..) => return Err(LedgerErrorKind::TooMany),
        })
    }

    fn must_live(&self, session: Nth) -> Result<(), LedgerErrorKind> {
        if self.is_live(session) {
            Ok(())
        } else {
            Err(LedgerErrorKind::SessionLost)
        }
    }

    fn end_what_is_due(&mut self, now: Moment) {
        for session in 0..self.sessions.len() {
            if self.sessions[session].until <= now {
                self.end(session, now);
            }
        }
    }

    fn end(&mut self, session: Nth, now: Moment) {
        if !self.is_live(session) {
            return;
        }
        self.sessions[session].is_over = true;
        for task in &mut self.tasks {
            if task.holder() == Some(session) {
                task.add(Fact::Orphaned, now);
            }
        }
    }

    fn beat(&mut self, session: Nth, now: Moment) -> Life {
        match self.sessions.get_mut(session) {
            Some(stay) if !stay.is_over => {
                stay.until = now.after(stay.ttl);
                Life::Live
            }
            _ => Life::Lost,
        }
    }

    fn known(&self, plea: Plea) -> Option<usize> {
        let is_it = |task: &Task| {
            task.intent.account == account(plea.account)
                && task.intent.client_ref == name(plea.name)
        };
        self.tasks.iter().position(is_it)
    }

    fn submit(&mut self, intents: &[Plea], hold: Option<Nth>, now: Moment) -> Answered {
        if let Some(session) = hold {
            self.must_live(session)?;
        }
        let before = self.clone();
        let mut submitted = Vec::new();
        for plea in intents {
            let known = self.known(*plea);
            let task = known.unwrap_or(self.tasks.len());
            if known.is_none() {
                let number = TaskNo(task as u64 + 1);
                self.tasks.push(Task::new(number, *plea, now));
            } else if self.tasks[task].intent != plea.intent() {
                *self = before;
                return Err(LedgerErrorKind::Conflict);
            }
            submitted.push(Submitted {
                task: self.tasks[task].number,
                is_new: known.is_none(),
                held: hold.and_then(|session| self.lease(task, session, now)),
            });
        }
        Ok(Answer::Submitted(submitted))
    }

    fn lease(&mut self, task: usize, session: Nth, now: Moment) -> Option<Held> {
        let task = &mut self.tasks[task];
        if !task.is_free() {
            return None;
        }
        task.add(Fact::Leased(session), now);
        task.held(now)
    }

    fn lease_due(
        &mut self,
        session: Nth,
        of: &Account,
        n: usize,
        horizon: Option<Duration>,
        now: Moment,
    ) -> Answered {
        if n > MAX_BATCH {
            return Err(LedgerErrorKind::TooMany);
        }
        self.must_live(session)?;
        let is_due =
            |task: &Task| horizon.is_none_or(|horizon| task.due_at() <= now.after(horizon));
        let mut due: Vec<usize> = (0..self.tasks.len())
            .filter(|it| {
                let task = &self.tasks[*it];
                task.is_free() && task.intent.account == *of && is_due(task)
            })
            .collect();
        // A stable sort: what is equal stays in the order of its numbers.
        due.sort_by(|one, other| comes_before(&self.tasks[*one], &self.tasks[*other]));
        due.truncate(n);
        let due = due.into_iter();
        Ok(Answer::Leased(
            due.filter_map(|it| self.lease(it, session, now)).collect(),
        ))
    }

    fn permit(&mut self, session: Nth, grip: Grip, now: Moment) -> Option<Fenced> {
        if !self.is_valid(grip) {
            return None;
        }
        let task = &mut self.tasks[grip.task];
        if task.state() != TaskState::Intent || task.holder() != Some(session) {
            return None;
        }
        let held = task.held(now)?;
        task.add(Fact::Permitted, now);
        Some(held.task)
    }

    fn write(&mut self, grip: Grip, write: &Write, now: Moment) -> Written {
        if !self.is_valid(grip) {
            return Written::Stale;
        }
        let task = &mut self.tasks[grip.task];
        match judge(task, write) {
            Verdict::Refused => Written::Stale,
            Verdict::StandsAlready => Written::Applied,
            Verdict::Happens => {
                task.add(Fact::Wrote(write.clone()), now);
                Written::Applied
            }
        }
    }

    fn list(&self, filter: &Filter, first: usize, n: usize) -> Answer {
        let tasks = self.tasks.iter().skip(first);
        let entries = tasks.map(Task::entry).filter(|it| {
            let is_of = filter.account.as_ref().is_none_or(|of| *of == it.account);
            let is_in = filter.states.is_empty() || filter.states.contains(&it.state);
            let is_called = filter
                .client_ref
                .as_ref()
                .is_none_or(|of| *of == it.client_ref);
            is_of && is_in && is_called
        });
        Answer::Listed(entries.take(n).collect())
    }
}

/// Orders tasks as they are leased.
pub(super) fn comes_before(one: &Task, other: &Task) -> Ordering {
    let rank = |task: &Task| match task.state() {
        TaskState::Completed => 0,
        TaskState::Active => 1,
        _ => 2,
    };
    let rest = || match (one.state(), one.born_at(), other.born_at()) {
        (TaskState::Completed, None, None) => Ordering::Equal,
        (TaskState::Completed, None, Some(_)) => Ordering::Less,
        (TaskState::Completed, Some(_), None) => Ordering::Greater,
        (TaskState::Completed, Some(one), Some(other)) => one.cmp(&other),
        _ => one.due_at().cmp(&other.due_at()),
    };
    rank(one).cmp(&rank(other)).then_with(rest)
}

impl Call {
    /// Returns the errors that the call may end with.
    pub(super) fn errors(self) -> &'static [LedgerErrorKind] {
        match self {
            Self::Submit => &[
                LedgerErrorKind::Conflict,
                LedgerErrorKind::TooMany,
                LedgerErrorKind::SessionLost,
            ],
            Self::Lease | Self::Start => &[LedgerErrorKind::TooMany, LedgerErrorKind::SessionLost],
            Self::Write | Self::List => &[LedgerErrorKind::TooMany],
        }
    }
}
