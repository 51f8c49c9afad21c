//! A ledger in a file, for all processes of one machine.

mod accounts;
mod cells;
mod desk;
mod fault;
mod lock;
mod place;
mod schema;
mod sessions;
mod steps;
mod tasks;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;

use self::desk::{Desk, Manner, Step};
use self::fault::Fault;
use crate::rules::within;
use crate::{
    Account, Clock, Entry, Fenced, Filter, Grant, Held, Intent, Later, Ledger, LedgerError, Life,
    Permit, Rate, Resolution, Session, Submitted, SystemClock, TaskNo, Write, Written,
};

/// Keeps tasks in a SQLite file, which any number of processes of one machine may open at once.
///
/// Clones share one connection. Calls need a tokio runtime, on whose blocking threads they work; of the calls of
/// one connection, each waits for the ones before.
///
/// # The file
/// It holds prompts and the signed URLs of results. On unix it is created for its owner alone, as are the files
/// beside it: SQLite's `-wal` and `-shm`, and one `.session-ID` for each session. Copy it with SQLite's backup, or
/// while nobody has it open. It must stand on a disk of this machine, not on one that is shared over a network.
///
/// # Sessions
/// On unix a session ends also when its process does, or when the last clone that opened it is dropped: its file is
/// locked until then, and others find it unlocked when they next open a session, lease, submit and hold, or list.
/// Leave these files where they are; without its file, a session is over. Where they can't be locked, sessions end
/// by their ttl alone.
///
/// # Durability
/// Each call is on the disk when it returns, but for those that only write [`Reschedule`](Write::Reschedule), open a
/// session, beat or grant calls: a loss of power may undo the latest of these, and a killed process undoes nothing.
///
/// ```
/// use grok_video_ledger::{Account, Intent, Ledger, SqliteLedger, Work};
/// use grok_video_types::{CreateVideo, Model};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("videos.db");
/// let ledger = SqliteLedger::open(&path)?;
/// let intent = Intent {
///     client_ref: "kite".into(),
///     account: Account::from("team-a"),
///     work: Work::Create(CreateVideo::builder(Model::GrokVideo3, "a red kite").build()?),
///     destination: Some("/videos/kite.mp4".into()),
/// };
/// ledger.submit(vec![intent.clone()], None).await?;
/// drop(ledger);
///
/// let ledger = SqliteLedger::open(&path)?;
/// let again = ledger.submit(vec![intent], None).await?;
/// assert!(!again[0].is_new);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct SqliteLedger {
    shared: Arc<Shared>,
}

struct Shared {
    path: PathBuf,
    clock: Box<dyn Clock>,
    desk: Mutex<Desk>,
}

impl SqliteLedger {
    /// Opens the ledger at `path`, or creates it, and goes by the clock of this machine.
    ///
    /// This reads and writes files, and waits up to ten seconds for others: from a runtime, call it by
    /// `spawn_blocking`. Dropping the last clone closes the file, which may write as well.
    ///
    /// # Errors
    /// [`Foreign`](crate::LedgerErrorKind::Foreign) where another program's file stands there, or a later version's;
    /// [`Unavailable`](crate::LedgerErrorKind::Unavailable) where it can't be opened.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, LedgerError> {
        Self::open_with_clock(path, SystemClock)
    }

    /// Opens the ledger at `path` as [`open`](Self::open) does, and goes by `clock`, as must all who open it.
    ///
    /// # Errors
    /// Those of [`open`](Self::open).
    pub fn open_with_clock(path: impl AsRef<Path>, clock: impl Clock) -> Result<Self, LedgerError> {
        let given = path.as_ref();
        let path = place::prepare(given).map_err(|error| Fault::from(error).of(given))?;
        let desk = Desk::open(&path).map_err(|fault| fault.of(&path))?;
        Ok(Self {
            shared: Arc::new(Shared {
                path,
                clock: Box::new(clock),
                desk: Mutex::new(desk),
            }),
        })
    }

    /// Makes one step on a thread of the runtime's that may wait.
    fn step<T: Send + 'static>(
        &self,
        manner: Manner,
        step: impl FnOnce(&mut Step<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Later<'_, T> {
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            let no_runtime = |error: io::Error| Fault::from(error).of(&self.shared.path);
            let runtime =
                Handle::try_current().map_err(|error| no_runtime(io::Error::other(error)))?;
            let done = runtime.spawn_blocking(move || shared.step(manner, step));
            match done.await.map_err(tokio::task::JoinError::try_into_panic) {
                Ok(done) => done,
                Err(Ok(panic)) => std::panic::resume_unwind(panic),
                Err(Err(error)) => Err(no_runtime(io::Error::other(error))),
            }
        })
    }
}

impl Shared {
    fn step<T>(
        &self,
        manner: Manner,
        step: impl FnOnce(&mut Step<'_>) -> Result<T, Fault>,
    ) -> Result<T, LedgerError> {
        // A step that panicked was undone.
        let mut desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        let done = desk.step(&*self.clock, manner, step);
        done.map_err(|fault| fault.of(&self.path))
    }
}

impl fmt::Debug for SqliteLedger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SqliteLedger")
            .field(&self.shared.path)
            .finish()
    }
}

/// On the disk when it is done.
const DURABLE: Manner = Manner {
    is_durable: true,
    look: false,
};

/// On the disk when it is done, after sessions whose processes are gone were ended.
const LOOKING: Manner = Manner {
    is_durable: true,
    look: true,
};

/// On the disk at some later time.
const RELAXED: Manner = Manner {
    is_durable: false,
    look: false,
};

impl Ledger for SqliteLedger {
    fn open_session(&self, worker: &str, ttl: Duration) -> Later<'_, Session> {
        let worker: Box<str> = worker.into();
        let manner = Manner {
            look: true,
            ..RELAXED
        };
        self.step(manner, move |step| step.open_session(&worker, ttl))
    }

    fn beat(&self, session: Session) -> Later<'_, Life> {
        self.step(RELAXED, move |step| step.sessions().beat(session))
    }

    fn close_session(&self, session: Session) -> Later<'_, ()> {
        self.step(DURABLE, move |step| step.sessions().end(session.id()))
    }

    fn submit(&self, intents: Vec<Intent>, hold: Option<Session>) -> Later<'_, Vec<Submitted>> {
        let manner = if hold.is_some() { LOOKING } else { DURABLE };
        self.step(manner, move |step| step.submit(intents, hold))
    }

    fn lease_due(
        &self,
        session: Session,
        account: &Account,
        n: usize,
        horizon: Option<Duration>,
    ) -> Later<'_, Vec<Held>> {
        let account = account.clone();
        self.step(LOOKING, move |step| {
            step.lease_due(session, &account, n, horizon)
        })
    }

    fn start_create(&self, session: Session, tasks: Vec<Fenced>) -> Later<'_, Vec<Option<Permit>>> {
        self.step(DURABLE, move |step| step.start_create(session, tasks))
    }

    fn write(&self, writes: Vec<(Fenced, Write)>) -> Later<'_, Vec<Written>> {
        let mut kinds = writes.iter().map(|(_, write)| write);
        let manner = if kinds.all(|write| matches!(write, Write::Reschedule(_))) {
            RELAXED
        } else {
            DURABLE
        };
        self.step(manner, move |step| step.write(writes))
    }

    fn resolve(&self, task: TaskNo, resolution: Resolution) -> Later<'_, Written> {
        self.step(LOOKING, move |step| step.resolve(task, resolution))
    }

    fn grant(&self, account: &Account, want: u32, rate: Rate) -> Later<'_, Grant> {
        let account = account.clone();
        self.step(RELAXED, move |step| step.grant(&account, want, rate))
    }

    fn halt(&self, account: &Account, wait: Duration, why: &str) -> Later<'_, ()> {
        let (account, why) = (account.clone(), Box::<str>::from(why));
        self.step(DURABLE, move |step| step.halt(&account, wait, &why))
    }

    fn list(&self, filter: Filter, after: Option<TaskNo>, n: usize) -> Later<'_, Vec<Entry>> {
        self.step(LOOKING, move |step| {
            within(n)?;
            step.tasks().list(&filter, after, n)
        })
    }
}

#[cfg(test)]
mod tests;
