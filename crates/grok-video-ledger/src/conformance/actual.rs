//! The ledger under test, asked in steps.

use std::iter::repeat_n;

use super::answer::Answer;
use super::model::{Model, Task};
use super::step::{By, Call, Grip, Nth, Plea, Step, account, name};
use super::subject::Subject;
use crate::{
    Entry, Fence, Fenced, Filter, Held, Ledger, LedgerError, MAX_BATCH, Permit, Session, Submitted,
    TaskNo, Trouble, Write, Written,
};

/// A ledger, and what it has called its tasks, fences and sessions so far.
#[derive(Debug)]
pub(super) struct Actual<S> {
    pub(super) subject: S,
    tasks: Vec<TaskNo>,
    /// Of each task, the fences that its leases had.
    fences: Vec<Vec<Fence>>,
    sessions: Vec<Session>,
}

impl<S: Subject> Actual<S> {
    pub(super) const fn new(subject: S) -> Self {
        Self {
            subject,
            tasks: Vec::new(),
            fences: Vec::new(),
            sessions: Vec::new(),
        }
    }

    /// Carries a step out. The model says only which fences were never given.
    pub(super) async fn carry_out(&mut self, step: &Step, model: &Model) -> Answer {
        match self.ask(step, model).await {
            Ok(answer) => answer,
            Err(error) => Answer::Refused(error.kind()),
        }
    }

    async fn ask(&mut self, step: &Step, model: &Model) -> Result<Answer, LedgerError> {
        Ok(match step {
            Step::Pass(time) => {
                self.subject.pass(*time).await;
                Answer::Done
            }
            Step::Reopen => {
                self.subject.reopen().await;
                Answer::Done
            }
            Step::Open { ttl } => {
                let session = self.ledger().open_session("worker", *ttl).await?;
                self.opened(session, *ttl)
            }
            Step::Beat(session) => Answer::Life(self.ledger().beat(self.session(*session)).await?),
            Step::Close(session) => {
                let session = self.session(*session);
                self.ledger().close_session(session).await?;
                Answer::Done
            }
            Step::Submit { intents, hold } => {
                let intents = intents.iter().map(|it| it.intent()).collect();
                let hold = hold.map(|it| self.session(it));
                let submitted = self.ledger().submit(intents, hold).await?;
                self.submitted(submitted)
            }
            Step::Lease {
                session,
                account: of,
                n,
                horizon,
            } => {
                let session = self.session(*session);
                let held = self.ledger();
                let held = held.lease_due(session, &account(*of), *n, *horizon).await?;
                let held: Result<_, _> = held.into_iter().map(|it| self.held(it)).collect();
                held.map_or_else(Answer::Wrong, Answer::Leased)
            }
            Step::Start { session, tasks } => {
                let shown: Vec<_> = tasks.iter().map(|it| self.show(*it, model, true)).collect();
                let session = self.session(*session);
                let permits = self.ledger().start_create(session, shown.clone()).await?;
                permitted(tasks, &shown, permits)
            }
            Step::Write(writes) => {
                let is_alone = writes.len() == 1;
                let writes = writes.iter();
                let writes =
                    writes.map(|(it, write)| (self.show(*it, model, is_alone), write.clone()));
                let writes = writes.collect();
                Answer::Written(self.ledger().write(writes).await?)
            }
            Step::Resolve(task, resolution) => {
                let resolved = self.ledger().resolve(self.task(*task), resolution.clone());
                Answer::Written(vec![resolved.await?])
            }
            Step::List {
                account: of,
                name: called,
                states,
                after,
                n,
            } => {
                let filter = Filter {
                    account: of.map(account),
                    states: states.clone(),
                    client_ref: called.map(name),
                };
                // A cursor that never was stands behind all.
                let after = after.map(|it| match self.task(it) {
                    TaskNo(0) => TaskNo(u64::MAX),
                    task => task,
                });
                let listed = self.ledger().list(filter, after, *n).await?;
                Answer::Listed(listed.into_iter().map(|it| self.entry(it)).collect())
            }
            Step::Crowd(call, session, grip) => self.crowd(*call, *session, *grip, model).await?,
        })
    }

    fn ledger(&self) -> &dyn Ledger {
        self.subject.ledger()
    }

    /// Asks for one item more than may be asked for.
    async fn crowd(
        &self,
        call: Call,
        session: Nth,
        grip: Grip,
        model: &Model,
    ) -> Result<Answer, LedgerError> {
        let n = MAX_BATCH + 1;
        let task = self.show(grip, model, false);
        let session = self.session(session);
        let plea = |name: usize| Plea {
            account: 0,
            name: 100 + (name % 100) as u8,
            work: Ok(0),
            destination: None,
        };
        match call {
            Call::Submit => {
                let intents = (0..n).map(|it| plea(it).intent()).collect();
                drop(self.ledger().submit(intents, Some(session)).await?);
            }
            Call::Lease => {
                let all = account(0);
                drop(self.ledger().lease_due(session, &all, n, None).await?);
            }
            Call::Start => {
                let tasks = repeat_n(task, n).collect();
                drop(self.ledger().start_create(session, tasks).await?);
            }
            Call::Write => {
                let write = Write::Fail(Trouble::new("crowd", "too many"));
                let writes = repeat_n((task, write), n).collect();
                let _: Vec<Written> = self.ledger().write(writes).await?;
            }
            Call::List => drop(self.ledger().list(Filter::default(), None, n).await?),
        }
        Ok(Answer::Wrong(format!("{call:?} took {n} items")))
    }

    fn session(&self, nth: Nth) -> Session {
        let never = Session::new(i64::MAX as u64, std::time::Duration::from_secs(60));
        self.sessions.get(nth).copied().unwrap_or(never)
    }

    fn task(&self, nth: Nth) -> TaskNo {
        // What is beyond is far beyond, or the least that there can't be, or the highest of all.
        let never = [TaskNo(u64::MAX), TaskNo(0), TaskNo(i64::MAX as u64)];
        self.tasks
            .get(nth)
            .copied()
            .unwrap_or(never[nth % never.len()])
    }

    /// Returns the fence that is meant, in a batch or alone.
    fn show(&self, grip: Grip, model: &Model, is_alone: bool) -> Fenced {
        let given = self.fences.get(grip.task).map_or(&[][..], Vec::as_slice);
        let last = given.last().copied().unwrap_or_default().0;
        let lease = model.tasks.get(grip.task).and_then(Task::valid_lease);
        let fence = match grip.by {
            By::Zero => Fence(0),
            // After a release, the next number may be the one that the ledger counts from, and nobody's.
            By::Ahead if lease.is_some() && is_alone => Fence(last + 1),
            By::Ahead => Fence(last + 1_000),
            By::Highest => Fence(u64::MAX),
            By::Lease(nth) => {
                let fence = nth.checked_sub(1).and_then(|nth| given.get(nth));
                fence.copied().unwrap_or(Fence(i64::MAX as u64))
            }
        };
        Fenced {
            task: self.task(grip.task),
            fence,
        }
    }

    fn opened(&mut self, session: Session, ttl: std::time::Duration) -> Answer {
        if session.ttl() != ttl {
            return Answer::Wrong(format!("{session:?} has another ttl"));
        }
        if self.sessions.iter().any(|it| it.id() == session.id()) {
            return Answer::Wrong(format!("{session:?} was given twice"));
        }
        self.sessions.push(session);
        Answer::Done
    }

    fn nth_task(&self, task: TaskNo) -> Option<usize> {
        self.tasks.iter().position(|it| *it == task)
    }

    fn number(&self, task: TaskNo) -> TaskNo {
        self.nth_task(task)
            .map_or(TaskNo(0), |nth| TaskNo(nth as u64 + 1))
    }

    fn submitted(&mut self, submitted: Vec<Submitted>) -> Answer {
        let mut all = Vec::new();
        for mut it in submitted {
            if it.is_new {
                if it.task.0 == 0 || self.tasks.last().is_some_and(|last| *last >= it.task) {
                    return Answer::Wrong(format!("{} comes too late", it.task));
                }
                self.tasks.push(it.task);
                self.fences.push(Vec::new());
            }
            if let Some(held) = it.held {
                match self.held(held) {
                    Ok(held) => it.held = Some(held),
                    Err(wrong) => return Answer::Wrong(wrong),
                }
            }
            it.task = self.number(it.task);
            all.push(it);
        }
        Answer::Submitted(all)
    }

    fn held(&mut self, mut held: Held) -> Result<Held, String> {
        let Fenced { task, fence } = held.task;
        let nth = self.nth_task(task).ok_or(format!("there is no {task}"))?;
        let given = &mut self.fences[nth];
        if given.last().copied().unwrap_or_default() >= fence {
            return Err(format!(
                "the lease of {task} did not raise its fence: {fence:?}"
            ));
        }
        given.push(fence);
        held.task = Fenced {
            task: TaskNo(nth as u64 + 1),
            fence: Fence(given.len() as u64),
        };
        Ok(held)
    }

    fn entry(&self, mut entry: Entry) -> Entry {
        entry.task = self.number(entry.task);
        entry
    }
}

/// Checks that each permit is for what was asked at its place.
fn permitted(tasks: &[Grip], shown: &[Fenced], permits: Vec<Option<Permit>>) -> Answer {
    if permits.len() != shown.len() {
        return Answer::Wrong(format!("{} permits for {}", permits.len(), shown.len()));
    }
    let mut all = Vec::new();
    for ((grip, shown), permit) in tasks.iter().zip(shown).zip(permits) {
        let Some(permit) = permit else {
            all.push(None);
            continue;
        };
        let By::Lease(lease) = grip.by else {
            return Answer::Wrong(format!("{permit:?} under a fence that was never given"));
        };
        if permit.spend() != *shown {
            return Answer::Wrong(format!("a permit for something else than {shown:?}"));
        }
        all.push(Some(Fenced {
            task: TaskNo(grip.task as u64 + 1),
            fence: Fence(lease as u64),
        }));
    }
    Answer::Permits(all)
}
