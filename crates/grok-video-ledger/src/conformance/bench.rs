//! A ledger with short ways to bring tasks where a test wants them.

use std::time::Duration;

use super::content::{proof, result, trouble};
use super::step::{Plea, account, id};
use super::subject::Subject;
use crate::{
    Account, Entry, Fence, Fenced, Filter, Held, Ledger, LedgerErrorKind, MAX_BATCH, Permit,
    Resolution, Session, Submitted, TaskNo, TaskState, Write, Written,
};

/// How long sessions live here.
pub(super) const TTL: Duration = Duration::from_secs(600);

/// A ledger under test, asked for what must not fail.
#[derive(Debug)]
pub(super) struct Bench<S> {
    pub(super) subject: S,
}

impl<S: Subject> Bench<S> {
    pub(super) async fn new(fresh: &impl AsyncFn() -> S) -> Self {
        Self {
            subject: fresh().await,
        }
    }

    pub(super) fn ledger(&self) -> &dyn Ledger {
        self.subject.ledger()
    }

    pub(super) async fn open(&self) -> Session {
        sound(self.ledger().open_session("bench", TTL).await)
    }

    pub(super) async fn close(&self, session: Session) {
        sound(self.ledger().close_session(session).await);
    }

    /// Submits an intent, alone in its account.
    pub(super) async fn submit(&self, of: u8, hold: Option<Session>) -> Submitted {
        let intents = vec![plea(of, 0).intent()];
        let mut submitted = sound(self.ledger().submit(intents, hold).await);
        assert_eq!(submitted.len(), 1, "one intent, one answer");
        submitted.remove(0)
    }

    /// Submits an intent that the session holds.
    pub(super) async fn hold(&self, of: u8, session: Session) -> Fenced {
        let submitted = self.submit(of, Some(session)).await;
        let held = submitted.held.map(|held| held.task);
        held.unwrap_or_else(|| panic!("{} must be held", submitted.task))
    }

    /// Leases all of an account.
    pub(super) async fn lease(&self, session: Session, of: &Account) -> Vec<Held> {
        sound(self.ledger().lease_due(session, of, MAX_BATCH, None).await)
    }

    /// Leases the one task of an account.
    pub(super) async fn lease_one(&self, session: Session, of: u8) -> Fenced {
        let held = self.lease(session, &account(of)).await;
        let [held] = &held[..] else {
            panic!("one task must be leased, and it was {held:?}");
        };
        held.task
    }

    pub(super) async fn start(&self, session: Session, task: Fenced) -> Option<Permit> {
        let permits = sound(self.ledger().start_create(session, vec![task]).await);
        assert_eq!(permits.len(), 1, "one task, one answer");
        permits.into_iter().next().flatten()
    }

    pub(super) async fn write(&self, task: Fenced, write: Write) -> Written {
        let written = sound(self.ledger().write(vec![(task, write)]).await);
        assert_eq!(written.len(), 1, "one write, one answer");
        written[0]
    }

    /// Writes what must be taken.
    pub(super) async fn applied(&self, task: Fenced, write: Write) {
        let written = self.write(task, write.clone()).await;
        assert_eq!(written, Written::Applied, "{write:?} under {task:?}");
    }

    pub(super) async fn resolve(&self, task: TaskNo, resolution: Resolution) -> Written {
        sound(self.ledger().resolve(task, resolution).await)
    }

    pub(super) async fn list(&self) -> Vec<Entry> {
        sound(self.ledger().list(Filter::default(), None, MAX_BATCH).await)
    }

    pub(super) async fn entry(&self, task: TaskNo) -> Entry {
        let before = task.0.checked_sub(1).map(TaskNo);
        let listed = sound(self.ledger().list(Filter::default(), before, 1).await);
        let [entry] = &listed[..] else {
            panic!("{task} must be listed");
        };
        assert_eq!(entry.task, task, "a list goes on after its cursor");
        entry.clone()
    }

    pub(super) async fn state(&self, task: TaskNo) -> TaskState {
        self.entry(task).await.state
    }

    /// Brings a held intent to another state, under its fence.
    pub(super) async fn bring(&self, session: Session, task: Fenced, to: TaskState) {
        let way: &[Write] = match to {
            TaskState::Intent => return,
            TaskState::Failed => &[Write::Fail(trouble(0))],
            TaskState::Sending => &[],
            TaskState::Unknown => &[Write::Unknown],
            TaskState::Active => &[Write::Created(id(0))],
            TaskState::Completed => &[Write::Created(id(0)), completed(0)],
            TaskState::Saved => &[
                Write::Created(id(0)),
                completed(0),
                Write::Saving(proof(0)),
                Write::Saved(proof(0)),
            ],
        };
        if to != TaskState::Failed {
            let permit = self.start(session, task).await;
            assert!(permit.is_some(), "a held intent can be sent");
        }
        for write in way {
            self.applied(task, write.clone()).await;
        }
        assert_eq!(self.state(task.task).await, to);
    }
}

/// An intent with a destination, and a name of its own in its account.
pub(super) const fn plea(of: u8, name: u8) -> Plea {
    Plea {
        account: of,
        name,
        work: Ok(0),
        destination: Some(0),
    }
}

pub(super) fn completed(n: u8) -> Write {
    Write::Completed {
        result: result(n),
        age: Some(Duration::from_secs(1)),
    }
}

pub(super) const fn under(task: TaskNo, fence: u64) -> Fenced {
    Fenced {
        task,
        fence: Fence(fence),
    }
}

/// Returns what must have been answered.
pub(super) fn sound<T>(answer: Result<T, crate::LedgerError>) -> T {
    answer.unwrap_or_else(|error| panic!("the ledger fails: {error}; {error:?}"))
}

/// Returns the kind of an error that must have come.
pub(super) fn refused<T>(answer: Result<T, crate::LedgerError>) -> LedgerErrorKind {
    match answer {
        Ok(_) => panic!("the ledger takes what it must refuse"),
        Err(error) => error.kind(),
    }
}
