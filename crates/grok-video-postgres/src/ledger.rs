//! The ledger on a database.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use grok_video_ledger::{
    Account, Entry, Fenced, Filter, Grant, Held, Intent, Later, Ledger, LedgerError, Life, Permit,
    Rate, Resolution, Session, Submitted, TaskNo, Write, Written,
};

use crate::accounts::{Ask, Halt};
use crate::connection::{Call, Connections};
use crate::leases::LeaseDue;
use crate::listing::List;
use crate::sessions::{Beat, Close, Open};
use crate::submission::Submission;
use crate::writes::{Resolve, StartCreate, Writes};

/// Keeps tasks in PostgreSQL 15 or later, for any number of workers on any number of machines.
///
/// Clones share up to four connections, and remember together what stands in the tasks that they hold, so that it need not be
/// read again to be written; what is written is compared with what stands there all the
/// same. Calls need a tokio runtime. Each call is answered within ten seconds, or fails
/// as [`Unavailable`](grok_video_ledger::LedgerErrorKind::Unavailable).
///
/// # The database
/// The tables stand in a schema of their own, `grok_video` where the URL does not say `?schema=NAME`. They are made by
/// whoever connects first, who must be allowed to; all others need to read and write them alone. They hold prompts and
/// the signed URLs of results.
///
/// Each call is a few statements, each a transaction of its own: nothing of a connection is remembered, so a pooler may
/// work by transaction; nothing is prepared, and no lock outlives a statement, so a worker that sleeps in the middle of a
/// call is in nobody's way.
///
/// # Durability
/// Each call is on the disk when it returns, also on a server with `synchronous_commit = off`, but for those that only
/// write [`Reschedule`](Write::Reschedule), open a session, beat or grant calls: a crash of the server may undo the latest
/// of these. Where a standby takes over, it must be a synchronous one: another may not know of the latest create calls,
/// and its workers would send them again.
///
/// # Time
/// All go by the clock of the database: those of the workers don't matter.
///
/// ```no_run
/// use grok_video_ledger::{Filter, Ledger};
/// use grok_video_postgres::PostgresLedger;
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let ledger = PostgresLedger::connect("postgres://videos:secret@db.example.com/videos").await?;
/// println!("{} tasks", ledger.list_all(Filter::default()).await?.len());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct PostgresLedger {
    connections: Arc<Connections>,
}

impl PostgresLedger {
    /// Connects to a database, and makes the tables where they are missing.
    ///
    /// The URL is `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, with parameters as libpq has them, and `schema`. What goes
    /// to another machine is encrypted, and the server's certificate is verified by the authorities of this machine or
    /// those of the file `sslrootcert`, unless `sslmode` is `disable` or `prefer`.
    ///
    /// # Errors
    /// [`Foreign`](grok_video_ledger::LedgerErrorKind::Foreign) where the URL makes no sense, or the tables are a later
    /// version's; [`Unavailable`](grok_video_ledger::LedgerErrorKind::Unavailable) where the database can't be reached.
    pub async fn connect(url: &str) -> Result<Self, LedgerError> {
        let connections = Arc::new(Connections::open(url).await?);
        Ok(Self { connections })
    }

    fn call<'a, C: Call + 'a>(&'a self, call: C) -> Later<'a, C::Answer> {
        Box::pin(self.connections.make(call))
    }
}

impl fmt::Debug for PostgresLedger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = &self.connections.place;
        f.debug_tuple("PostgresLedger").field(place).finish()
    }
}

impl Ledger for PostgresLedger {
    fn open_session(&self, worker: &str, ttl: Duration) -> Later<'_, Session> {
        let worker = worker.into();
        self.call(Open { worker, ttl })
    }

    fn beat(&self, session: Session) -> Later<'_, Life> {
        self.call(Beat(session))
    }

    fn close_session(&self, session: Session) -> Later<'_, ()> {
        self.call(Close(session))
    }

    fn submit(&self, intents: Vec<Intent>, hold: Option<Session>) -> Later<'_, Vec<Submitted>> {
        self.call(Submission { intents, hold })
    }

    fn lease_due(
        &self,
        session: Session,
        account: &Account,
        n: usize,
        horizon: Option<Duration>,
    ) -> Later<'_, Vec<Held>> {
        self.call(LeaseDue {
            session,
            account: account.clone(),
            n,
            horizon,
        })
    }

    fn start_create(&self, session: Session, tasks: Vec<Fenced>) -> Later<'_, Vec<Option<Permit>>> {
        self.call(StartCreate { session, tasks })
    }

    fn write(&self, writes: Vec<(Fenced, Write)>) -> Later<'_, Vec<Written>> {
        self.call(Writes(writes))
    }

    fn resolve(&self, task: TaskNo, resolution: Resolution) -> Later<'_, Written> {
        self.call(Resolve { task, resolution })
    }

    fn grant(&self, account: &Account, want: u32, rate: Rate) -> Later<'_, Grant> {
        let account = account.clone();
        self.call(Ask {
            account,
            want,
            rate,
        })
    }

    fn halt(&self, account: &Account, wait: Duration, why: &str) -> Later<'_, ()> {
        let account = account.clone();
        let why = why.into();
        self.call(Halt { account, wait, why })
    }

    fn list(&self, filter: Filter, after: Option<TaskNo>, n: usize) -> Later<'_, Vec<Entry>> {
        self.call(List { filter, after, n })
    }
}
