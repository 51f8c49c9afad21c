//! The calls of a ledger, each within one transaction.

use std::collections::HashMap;
use std::time::Duration;

use super::desk::Step;
use super::fault::Fault;
use crate::rules::{Row, within};
use crate::{
    Account, Fenced, Grant, Held, Intent, LedgerError, Moment, Permit, Rate, Resolution, Session,
    Submitted, TaskNo, Write, Written,
};

impl Step<'_> {
    pub(super) fn open_session(&mut self, worker: &str, ttl: Duration) -> Result<Session, Fault> {
        let (session, lock) = self.sessions().open(worker, ttl)?;
        if let Some(lock) = lock {
            self.keep(session.id(), lock);
        }
        Ok(session)
    }

    pub(super) fn submit(
        &mut self,
        intents: Vec<Intent>,
        hold: Option<Session>,
    ) -> Result<Vec<Submitted>, Fault> {
        within(intents.len())?;
        if let Some(session) = hold {
            self.sessions().live(session)?;
        }
        // Nothing is written before all are known to agree.
        let mut fresh: HashMap<_, &Intent> = HashMap::new();
        for intent in &intents {
            let is_same = match self.tasks().named(&intent.account, &intent.client_ref)? {
                Some(row) => row.is_of(intent),
                None => fresh
                    .entry(name(intent))
                    .or_insert(intent)
                    .means_same(intent),
            };
            if !is_same {
                return Err(LedgerError::conflict(&intent.client_ref).into());
            }
        }
        let submitted = intents.into_iter().map(|intent| {
            let known = self.tasks().named(&intent.account, &intent.client_ref)?;
            let is_new = known.is_none();
            let mut row = match known {
                Some(row) => row,
                None => {
                    let row = Row::new(self.tasks().next_number()?, intent, self.now);
                    self.tasks().insert(&row)?;
                    row
                }
            };
            let held = match hold {
                Some(session) if row.way.is_free() => Some(self.lease(&mut row, session)?),
                _ => None,
            };
            Ok(Submitted {
                task: row.task,
                is_new,
                held,
            })
        });
        submitted.collect()
    }

    pub(super) fn lease_due(
        &mut self,
        session: Session,
        account: &Account,
        n: usize,
        horizon: Option<Duration>,
    ) -> Result<Vec<Held>, Fault> {
        within(n)?;
        self.sessions().live(session)?;
        let until = horizon.map_or(Moment::MAX, |horizon| self.now.after(horizon));
        let due = self.tasks().due(account, n, until)?.into_iter();
        due.map(|mut row| self.lease(&mut row, session)).collect()
    }

    pub(super) fn start_create(
        &mut self,
        session: Session,
        tasks: Vec<Fenced>,
    ) -> Result<Vec<Option<Permit>>, Fault> {
        within(tasks.len())?;
        self.sessions().live(session)?;
        let permits = tasks.into_iter().map(|task| {
            let Some(old) = self.tasks().way(task.task)? else {
                return Ok(None);
            };
            let mut way = old.clone();
            let may = way.start_create(session.id(), task.fence, self.now);
            self.tasks().update(task.task, &old, &way)?;
            Ok(may.then(|| Permit::new(task)))
        });
        permits.collect()
    }

    pub(super) fn write(&mut self, writes: Vec<(Fenced, Write)>) -> Result<Vec<Written>, Fault> {
        within(writes.len())?;
        let written = writes.into_iter().map(|(task, write)| {
            let Some(old) = self.tasks().way(task.task)? else {
                return Ok(Written::Stale);
            };
            let mut way = old.clone();
            let written = way.apply(task.fence, write, self.now);
            self.tasks().update(task.task, &old, &way)?;
            Ok(written)
        });
        written.collect()
    }

    pub(super) fn resolve(
        &mut self,
        task: TaskNo,
        resolution: Resolution,
    ) -> Result<Written, Fault> {
        let Some(mut row) = self.tasks().row(task)? else {
            return Ok(Written::Stale);
        };
        let old = row.way.clone();
        let written = row.resolve(resolution, self.now);
        self.tasks().update(task, &old, &row.way)?;
        Ok(written)
    }

    pub(super) fn grant(&self, account: &Account, want: u32, rate: Rate) -> Result<Grant, Fault> {
        let mut allowance = self.accounts().allowance(account)?;
        let grant = allowance.grant(self.now, want, rate);
        self.accounts().write(account, &allowance)?;
        Ok(grant)
    }

    pub(super) fn halt(&self, account: &Account, wait: Duration, why: &str) -> Result<(), Fault> {
        let mut allowance = self.accounts().allowance(account)?;
        allowance.halt_for(self.now, wait, why);
        self.accounts().write(account, &allowance)
    }

    /// Leases a task that is free.
    fn lease(&self, row: &mut Row, session: Session) -> Result<Held, Fault> {
        let old = row.way.clone();
        let held = row.lease(session.id(), self.now);
        let held = held.ok_or_else(|| Fault::torn(row.task, "the state"))?;
        self.tasks().update(row.task, &old, &row.way)?;
        Ok(held)
    }
}

fn name(intent: &Intent) -> (&Account, &str) {
    (&intent.account, &intent.client_ref)
}
