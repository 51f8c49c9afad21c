//! A ledger that does what it was asked although nobody waits for it any more, as one in a file does.

use std::time::Duration;

use grok_video::ledger::{
    Account, Entry, Fenced, Filter, Grant, Held, Intent, Later, Ledger, LedgerError,
    LedgerErrorKind, Life, MemoryLedger, Permit, Rate, Resolution, Session, Submitted, TaskNo,
    Write, Written,
};

/// Takes its time before and after each call.
#[derive(Debug, Clone)]
pub(super) struct Detached(pub(super) MemoryLedger);

const TIME: Duration = Duration::from_millis(20);

impl Detached {
    fn run<T: Send + 'static>(
        &self,
        call: impl FnOnce(&MemoryLedger) -> Later<'_, T> + Send + 'static,
    ) -> Later<'_, T> {
        let ledger = self.0.clone();
        Box::pin(async move {
            let done = tokio::spawn(async move {
                tokio::time::sleep(TIME).await;
                let done = call(&ledger).await;
                tokio::time::sleep(TIME).await;
                done
            });
            let ended = |_| LedgerError::new(LedgerErrorKind::Unavailable, "the test has ended");
            done.await.map_err(ended)?
        })
    }
}

impl Ledger for Detached {
    fn open_session(&self, worker: &str, ttl: Duration) -> Later<'_, Session> {
        self.0.open_session(worker, ttl)
    }

    fn beat(&self, session: Session) -> Later<'_, Life> {
        self.run(move |ledger| ledger.beat(session))
    }

    fn close_session(&self, session: Session) -> Later<'_, ()> {
        self.run(move |ledger| ledger.close_session(session))
    }

    fn submit(&self, intents: Vec<Intent>, hold: Option<Session>) -> Later<'_, Vec<Submitted>> {
        self.run(move |ledger| ledger.submit(intents, hold))
    }

    fn lease_due(
        &self,
        session: Session,
        account: &Account,
        n: usize,
        horizon: Option<Duration>,
    ) -> Later<'_, Vec<Held>> {
        let account = account.clone();
        self.run(move |ledger| ledger.lease_due(session, &account, n, horizon))
    }

    fn start_create(&self, session: Session, tasks: Vec<Fenced>) -> Later<'_, Vec<Option<Permit>>> {
        self.run(move |ledger| ledger.start_create(session, tasks))
    }

    fn write(&self, writes: Vec<(Fenced, Write)>) -> Later<'_, Vec<Written>> {
        self.run(move |ledger| ledger.write(writes))
    }

    fn resolve(&self, task: TaskNo, resolution: Resolution) -> Later<'_, Written> {
        self.run(move |ledger| ledger.resolve(task, resolution))
    }

    fn grant(&self, account: &Account, want: u32, rate: Rate) -> Later<'_, Grant> {
        self.0.grant(account, want, rate)
    }

    fn halt(&self, account: &Account, wait: Duration, why: &str) -> Later<'_, ()> {
        self.0.halt(account, wait, why)
    }

    fn list(&self, filter: Filter, after: Option<TaskNo>, n: usize) -> Later<'_, Vec<Entry>> {
        self.run(move |ledger| ledger.list(filter, after, n))
    }
}
