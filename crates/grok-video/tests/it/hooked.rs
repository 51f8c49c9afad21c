//! A ledger that somebody looks on at, and may keep from answering.

use std::fmt::Debug;
use std::time::Duration;

use grok_video::ledger::{
    Account, Entry, Fenced, Filter, Grant, Held, Intent, Later, Ledger, LedgerError,
    LedgerErrorKind, Life, Permit, Rate, Resolution, Session, Submitted, TaskNo, Write, Written,
};

/// What a ledger is asked that a hook cares about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Call<'a> {
    Beat,
    Close(Session),
    LeaseDue,
    StartCreate,
    Submit,
    Write(&'a [(Fenced, Write)]),
}

/// Looks on.
pub(crate) trait Hook: Debug + Send + Sync + 'static {
    /// Is told before the ledger is asked; what it answers `false` to can't be reached.
    fn before(&self, call: Call<'_>) -> bool;

    /// Is told what has been done.
    fn after(&self, _call: Call<'_>) {}

    /// Tells whether the answer to what has been done is lost.
    fn loses(&self, _call: Call<'_>) -> bool {
        false
    }
}

/// Passes everything on to a ledger, if its hook lets it.
#[derive(Debug, Clone)]
pub(crate) struct Hooked<L, H>(pub(crate) L, pub(crate) H);

impl<L: Ledger, H: Hook> Hooked<L, H> {
    fn pass(&self, call: Call<'_>) -> Result<(), LedgerError> {
        if self.1.before(call) {
            Ok(())
        } else {
            Err(unavailable())
        }
    }
}

impl<L: Ledger, H: Hook> Ledger for Hooked<L, H> {
    fn open_session(&self, worker: &str, ttl: Duration) -> Later<'_, Session> {
        self.0.open_session(worker, ttl)
    }

    fn beat(&self, session: Session) -> Later<'_, Life> {
        Box::pin(async move {
            self.pass(Call::Beat)?;
            self.0.beat(session).await
        })
    }

    fn close_session(&self, session: Session) -> Later<'_, ()> {
        Box::pin(async move {
            self.pass(Call::Close(session))?;
            let closed = self.0.close_session(session).await;
            self.1.after(Call::Close(session));
            closed
        })
    }

    fn submit(&self, intents: Vec<Intent>, hold: Option<Session>) -> Later<'_, Vec<Submitted>> {
        Box::pin(async move {
            self.pass(Call::Submit)?;
            let submitted = self.0.submit(intents, hold).await;
            self.1.after(Call::Submit);
            if self.1.loses(Call::Submit) {
                return Err(unavailable());
            }
            submitted
        })
    }

    fn lease_due(
        &self,
        session: Session,
        account: &Account,
        n: usize,
        horizon: Option<Duration>,
    ) -> Later<'_, Vec<Held>> {
        let account = account.clone();
        Box::pin(async move {
            self.pass(Call::LeaseDue)?;
            self.0.lease_due(session, &account, n, horizon).await
        })
    }

    fn start_create(&self, session: Session, tasks: Vec<Fenced>) -> Later<'_, Vec<Option<Permit>>> {
        Box::pin(async move {
            self.pass(Call::StartCreate)?;
            let permits = self.0.start_create(session, tasks).await;
            self.1.after(Call::StartCreate);
            permits
        })
    }

    fn write(&self, writes: Vec<(Fenced, Write)>) -> Later<'_, Vec<Written>> {
        Box::pin(async move {
            self.pass(Call::Write(&writes))?;
            let written = self.0.write(writes.clone()).await;
            self.1.after(Call::Write(&writes));
            written
        })
    }

    fn resolve(&self, task: TaskNo, resolution: Resolution) -> Later<'_, Written> {
        self.0.resolve(task, resolution)
    }

    fn grant(&self, account: &Account, want: u32, rate: Rate) -> Later<'_, Grant> {
        self.0.grant(account, want, rate)
    }

    fn halt(&self, account: &Account, wait: Duration, why: &str) -> Later<'_, ()> {
        self.0.halt(account, wait, why)
    }

    fn list(&self, filter: Filter, after: Option<TaskNo>, n: usize) -> Later<'_, Vec<Entry>> {
        self.0.list(filter, after, n)
    }
}

fn unavailable() -> LedgerError {
    LedgerError::new(LedgerErrorKind::Unavailable, "nobody is there")
}
