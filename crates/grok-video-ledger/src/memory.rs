//! A ledger that forgets with its process.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::future::ready;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::rules::{Allowance, Row, within};
use crate::{
    Account, Clock, Entry, Fenced, Filter, Grant, Held, Intent, Later, Ledger, LedgerError, Life,
    Moment, Permit, Rate, Resolution, Session, Submitted, SystemClock, TaskNo, Write, Written,
};

/// Keeps tasks in memory: for tests, and for programs that need no more than order while they run.
///
/// Clones share what they keep.
///
/// ```
/// use grok_video_ledger::{Account, Filter, Intent, Ledger, MemoryLedger, TaskState, Work};
/// use grok_video_types::{CreateVideo, Model};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let ledger = MemoryLedger::new();
/// let intent = Intent {
///     client_ref: "kite".into(),
///     account: Account::from("team-a"),
///     work: Work::Create(CreateVideo::builder(Model::GrokVideo3, "a red kite").build()?),
///     destination: Some("/videos/kite.mp4".into()),
/// };
/// let twice = ledger.submit(vec![intent.clone(), intent], None).await?;
/// assert_eq!(twice[0].task, twice[1].task);
/// let listed = ledger.list(Filter::default(), None, 10).await?;
/// assert_eq!(listed[0].state, TaskState::Intent);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct MemoryLedger {
    clock: Arc<dyn Clock>,
    book: Arc<Mutex<Book>>,
}

#[derive(Debug, Default)]
struct Book {
    rows: BTreeMap<TaskNo, Row>,
    refs: HashMap<(Account, Box<str>), TaskNo>,
    /// When each session ends.
    sessions: BTreeMap<u64, Until>,
    n_sessions: u64,
    /// What each session holds, and what may have ended since.
    held: HashMap<u64, BTreeSet<TaskNo>>,
    allowances: HashMap<Account, Allowance>,
}

#[derive(Debug, Clone, Copy)]
struct Until {
    end: Moment,
    ttl: Duration,
}

impl MemoryLedger {
    /// Makes an empty ledger that goes by the clock of this machine.
    #[must_use]
    pub fn new() -> Self {
        Self::with_clock(SystemClock)
    }

    /// Makes an empty ledger that goes by `clock`.
    #[must_use]
    pub fn with_clock(clock: impl Clock) -> Self {
        Self {
            clock: Arc::new(clock),
            book: Arc::default(),
        }
    }

    /// Makes one step at the present time, after sessions whose time has come were ended.
    fn step<T>(
        &self,
        step: impl FnOnce(&mut Book, Moment) -> Result<T, LedgerError>,
    ) -> Later<'_, T>
    where
        T: Send + 'static,
    {
        let mut book = self.book.lock().unwrap_or_else(PoisonError::into_inner);
        // Read under the lock, so that steps follow one another in time as well.
        let now = self.clock.now();
        book.end_sessions(now);
        Box::pin(ready(step(&mut book, now)))
    }
}

impl Default for MemoryLedger {
    fn default() -> Self {
        Self::new()
    }
}

impl Ledger for MemoryLedger {
    fn open_session(&self, _worker: &str, ttl: Duration) -> Later<'_, Session> {
        self.step(|book, now| {
            book.n_sessions += 1;
            let end = now.after(ttl);
            book.sessions.insert(book.n_sessions, Until { end, ttl });
            Ok(Session::new(book.n_sessions, ttl))
        })
    }

    fn beat(&self, session: Session) -> Later<'_, Life> {
        self.step(move |book, now| {
            Ok(match book.sessions.get_mut(&session.id()) {
                Some(until) => {
                    until.end = now.after(until.ttl);
                    Life::Live
                }
                None => Life::Lost,
            })
        })
    }

    fn close_session(&self, session: Session) -> Later<'_, ()> {
        self.step(move |book, now| {
            book.end_session(session.id(), now);
            Ok(())
        })
    }

    fn submit(&self, intents: Vec<Intent>, hold: Option<Session>) -> Later<'_, Vec<Submitted>> {
        self.step(|book, now| {
            within(intents.len())?;
            if let Some(session) = hold {
                book.live(session)?;
            }
            book.submit(intents, hold, now)
        })
    }

    fn lease_due(
        &self,
        session: Session,
        account: &Account,
        n: usize,
        horizon: Option<Duration>,
    ) -> Later<'_, Vec<Held>> {
        self.step(|book, now| {
            within(n)?;
            book.live(session)?;
            let until = horizon.map_or(Moment::MAX, |horizon| now.after(horizon));
            let rows = book.rows.values();
            let mut due: Vec<_> = rows
                .filter(|row| {
                    row.way.is_free() && row.account == *account && row.way.due_at <= until
                })
                .map(|row| (row.way.urgency(), row.task))
                .collect();
            due.sort_unstable();
            let due = due.into_iter().take(n).map(|(_, task)| task);
            Ok(due
                .filter_map(|task| book.lease(task, session, now))
                .collect())
        })
    }

    fn start_create(&self, session: Session, tasks: Vec<Fenced>) -> Later<'_, Vec<Option<Permit>>> {
        self.step(|book, now| {
            within(tasks.len())?;
            book.live(session)?;
            let permits = tasks.into_iter().map(|task| {
                let row = book.rows.get_mut(&task.task)?;
                row.way
                    .start_create(session.id(), task.fence, now)
                    .then(|| Permit::new(task))
            });
            Ok(permits.collect())
        })
    }

    fn write(&self, writes: Vec<(Fenced, Write)>) -> Later<'_, Vec<Written>> {
        self.step(|book, now| {
            within(writes.len())?;
            let written = writes.into_iter().map(|(task, write)| {
                let row = book.rows.get_mut(&task.task);
                row.map_or(Written::Stale, |row| row.way.apply(task.fence, write, now))
            });
            Ok(written.collect())
        })
    }

    fn resolve(&self, task: TaskNo, resolution: Resolution) -> Later<'_, Written> {
        self.step(move |book, now| {
            let row = book.rows.get_mut(&task);
            Ok(row.map_or(Written::Stale, |row| row.resolve(resolution, now)))
        })
    }

    fn grant(&self, account: &Account, want: u32, rate: Rate) -> Later<'_, Grant> {
        let account = account.clone();
        self.step(|book, now| {
            let allowance = book.allowances.entry(account).or_default();
            Ok(allowance.grant(now, want, rate))
        })
    }

    fn halt(&self, account: &Account, wait: Duration, why: &str) -> Later<'_, ()> {
        let account = account.clone();
        self.step(|book, now| {
            let allowance = book.allowances.entry(account).or_default();
            allowance.halt_for(now, wait, why);
            Ok(())
        })
    }

    fn list(&self, filter: Filter, after: Option<TaskNo>, n: usize) -> Later<'_, Vec<Entry>> {
        self.step(|book, _| {
            within(n)?;
            let first = after.map_or(TaskNo(0), |after| TaskNo(after.0.saturating_add(1)));
            let rows = book.rows.range(first..).map(|(_, row)| row.entry());
            Ok(rows.filter(|entry| filter.takes(entry)).take(n).collect())
        })
    }
}

impl Book {
    fn live(&self, session: Session) -> Result<(), LedgerError> {
        if self.sessions.contains_key(&session.id()) {
            Ok(())
        } else {
            Err(LedgerError::session_lost())
        }
    }

    fn end_sessions(&mut self, now: Moment) {
        let sessions = self.sessions.iter();
        let over = sessions.filter(|(_, until)| until.end <= now);
        let over: Vec<u64> = over.map(|(session, _)| *session).collect();
        for session in over {
            self.end_session(session, now);
        }
    }

    fn end_session(&mut self, session: u64, now: Moment) {
        self.sessions.remove(&session);
        for task in self.held.remove(&session).unwrap_or_default() {
            if let Some(row) = self.rows.get_mut(&task)
                && row.way.holder == Some(session)
            {
                row.way.orphan(now);
            }
        }
    }

    fn lease(&mut self, task: TaskNo, session: Session, now: Moment) -> Option<Held> {
        let row = self.rows.get_mut(&task).filter(|row| row.way.is_free())?;
        let held = row.lease(session.id(), now);
        self.held.entry(session.id()).or_default().insert(task);
        held
    }

    fn submit(
        &mut self,
        intents: Vec<Intent>,
        hold: Option<Session>,
        now: Moment,
    ) -> Result<Vec<Submitted>, LedgerError> {
        let mut fresh: HashMap<_, &Intent> = HashMap::new();
        for intent in &intents {
            let name = (intent.account.clone(), intent.client_ref.clone());
            let known = self.refs.get(&name).and_then(|task| self.rows.get(task));
            let is_same = match known {
                Some(row) => row.is_of(intent),
                None => fresh.entry(name).or_insert(intent).means_same(intent),
            };
            if !is_same {
                return Err(LedgerError::conflict(&intent.client_ref));
            }
        }
        let submitted = intents.into_iter().map(|intent| {
            let next = TaskNo(self.rows.len() as u64 + 1);
            let name = (intent.account.clone(), intent.client_ref.clone());
            let task = *self.refs.entry(name).or_insert(next);
            let is_new = task == next;
            if is_new {
                self.rows.insert(task, Row::new(task, intent, now));
            }
            let held = hold.and_then(|session| self.lease(task, session, now));
            Submitted { task, is_new, held }
        });
        Ok(submitted.collect())
    }
}
