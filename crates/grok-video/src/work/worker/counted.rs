//! A ledger whose calls are counted.

use std::sync::Arc;
use std::time::Duration;

use grok_video_ledger::{
    Account, Entry, Fenced, Filter, Grant, Held, Intent, Later, Ledger, Life, Permit, Rate,
    Resolution, Session, Submitted, TaskNo, Write, Written,
};

use super::meter::Meter;

/// Passes everything on, and counts.
#[derive(Debug)]
pub(super) struct Counted {
    ledger: Arc<dyn Ledger>,
    meter: Meter,
}

impl Counted {
    pub(super) fn new(ledger: Arc<dyn Ledger>, meter: Meter) -> Self {
        Self { ledger, meter }
    }

    fn count<'a, T: Send + 'a>(&'a self, call: Later<'a, T>) -> Later<'a, T> {
        Box::pin(async move {
            let answer = call.await;
            self.meter.note_ledger(answer.as_ref().err());
            answer
        })
    }
}

impl Ledger for Counted {
    fn open_session(&self, worker: &str, ttl: Duration) -> Later<'_, Session> {
        self.count(self.ledger.open_session(worker, ttl))
    }

    fn beat(&self, session: Session) -> Later<'_, Life> {
        self.count(self.ledger.beat(session))
    }

    fn close_session(&self, session: Session) -> Later<'_, ()> {
        self.count(self.ledger.close_session(session))
    }

    fn submit(&self, intents: Vec<Intent>, hold: Option<Session>) -> Later<'_, Vec<Submitted>> {
        self.count(self.ledger.submit(intents, hold))
    }

    fn lease_due(
        &self,
        session: Session,
        account: &Account,
        n: usize,
        horizon: Option<Duration>,
    ) -> Later<'_, Vec<Held>> {
        self.count(self.ledger.lease_due(session, account, n, horizon))
    }

    fn start_create(&self, session: Session, tasks: Vec<Fenced>) -> Later<'_, Vec<Option<Permit>>> {
        self.count(self.ledger.start_create(session, tasks))
    }

    fn write(&self, writes: Vec<(Fenced, Write)>) -> Later<'_, Vec<Written>> {
        self.count(self.ledger.write(writes))
    }

    fn resolve(&self, task: TaskNo, resolution: Resolution) -> Later<'_, Written> {
        self.count(self.ledger.resolve(task, resolution))
    }

    fn grant(&self, account: &Account, want: u32, rate: Rate) -> Later<'_, Grant> {
        let asked = self.count(self.ledger.grant(account, want, rate));
        Box::pin(async move {
            let grant = asked.await?;
            self.meter.note_grant(&grant);
            Ok(grant)
        })
    }

    fn halt(&self, account: &Account, wait: Duration, why: &str) -> Later<'_, ()> {
        self.meter.note_halt();
        self.count(self.ledger.halt(account, wait, why))
    }

    fn list(&self, filter: Filter, after: Option<TaskNo>, n: usize) -> Later<'_, Vec<Entry>> {
        self.count(self.ledger.list(filter, after, n))
    }
}
