//! A ledger that tells when a session was closed.

use std::sync::mpsc::Sender;
use std::time::Duration;

use grok_video::ledger::{
    Account, Entry, Fenced, Filter, Held, Intent, Later, Ledger, Life, MemoryLedger, Permit,
    Resolution, Session, Submitted, TaskNo, Write, Written,
};

/// Passes everything on, and tells of each session that was closed.
#[derive(Debug)]
pub(super) struct Closed {
    pub(super) ledger: MemoryLedger,
    pub(super) tell: Sender<Session>,
}

impl Ledger for Closed {
    fn open_session(&self, worker: &str, ttl: Duration) -> Later<'_, Session> {
        self.ledger.open_session(worker, ttl)
    }

    fn beat(&self, session: Session) -> Later<'_, Life> {
        self.ledger.beat(session)
    }

    fn close_session(&self, session: Session) -> Later<'_, ()> {
        Box::pin(async move {
            let closed = self.ledger.close_session(session).await;
            let _ = self.tell.send(session);
            closed
        })
    }

    fn submit(&self, intents: Vec<Intent>, hold: Option<Session>) -> Later<'_, Vec<Submitted>> {
        self.ledger.submit(intents, hold)
    }

    fn lease_due(
        &self,
        session: Session,
        account: &Account,
        n: usize,
        horizon: Option<Duration>,
    ) -> Later<'_, Vec<Held>> {
        self.ledger.lease_due(session, account, n, horizon)
    }

    fn start_create(&self, session: Session, tasks: Vec<Fenced>) -> Later<'_, Vec<Option<Permit>>> {
        self.ledger.start_create(session, tasks)
    }

    fn write(&self, writes: Vec<(Fenced, Write)>) -> Later<'_, Vec<Written>> {
        self.ledger.write(writes)
    }

    fn resolve(&self, task: TaskNo, resolution: Resolution) -> Later<'_, Written> {
        self.ledger.resolve(task, resolution)
    }

    fn list(&self, filter: Filter, after: Option<TaskNo>, n: usize) -> Later<'_, Vec<Entry>> {
        self.ledger.list(filter, after, n)
    }
}
