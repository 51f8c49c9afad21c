//! Working for as long as one likes, beside other workers.

mod counted;
mod figures;
mod hands;
mod meter;
mod round;
mod terms;

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use grok_video_ledger::{LedgerError, Rate};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::announcement::Announce;
use super::brake::unless;
use super::calls::Calls;
use super::desk::Desk;
use super::ended::Ended;
use super::life::Tell;
use super::notice::Notice;
use crate::Client;
use counted::Counted;
use round::Round;
use terms::Terms;

pub use figures::Figures;
pub use meter::Meter;

/// How many tasks of an account are in hand at a time, unless the user says otherwise.
const DEFAULT_LIMIT: usize = 1000;
/// How long what is under way at the end is waited for, unless the user says otherwise.
const DEFAULT_GRACE: Duration = Duration::from_secs(30);

/// Is told of each task that is let go of.
type TellEnd = Box<dyn FnMut(&Ended) + Send>;

/// Goes on with whatever the ledger has due, now and later, until it is told to stop.
///
/// It does what [`Resume`](crate::Resume) does for each task, and does not end where nothing is left. Any number of
/// workers may share a ledger: each takes what is due and in nobody's hands. What can't be gone on with now is given
/// back to the ledger, each time for longer (5 s to 5 min). Where a session is lost, what was in hand is let go of and the
/// work goes on in another one; while the ledger can't be reached, it is asked again less and less often.
///
/// All workers of an account share its calls: before one is made, be it a create call or a poll, the ledger has granted
/// it, at the rate of the client's [budget](crate::ClientBuilder::budget), which should be the same for all. Where the
/// service says that there are too many, all of them halt.
///
/// | setting | default |
/// | --- | --- |
/// | [`limit`](Self::limit), for each account | 1,000 tasks |
/// | [`grace`](Self::grace) | 30 s |
/// | calls are shared, see [`with_calls_of_its_own`](Self::with_calls_of_its_own) | yes |
///
/// ```no_run
/// # async fn example(client: grok_video::Client, stop: tokio::sync::oneshot::Receiver<()>)
/// # -> Result<(), Box<dyn std::error::Error>> {
/// let worker = client.worker().on_end(|ended| println!("{ended}"));
/// let meter = worker.meter();
/// let summary = worker.run(async { drop(stop.await) }).await?;
/// println!("{} saved, {} polls", summary.figures.saved, meter.figures().polls);
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing happens until it runs"]
pub struct Worker {
    clients: Vec<Client>,
    limit: usize,
    grace: Duration,
    shares_calls: bool,
    tell: Option<Tell>,
    tell_end: Option<TellEnd>,
    announcer: Option<Arc<dyn Announce>>,
    meter: Meter,
}

/// Says what a worker has done.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WorkerSummary {
    /// What it has counted.
    pub figures: Figures,
    /// Whether all that was under way has ended within the [`grace`](Worker::grace), and nothing was broken off.
    pub is_clean: bool,
}

impl Client {
    /// Begins to work for as long as one likes: see [`Worker`].
    pub fn worker(&self) -> Worker {
        Worker::new([self.clone()])
    }
}

impl Worker {
    /// Makes a worker for several clients, one an account: no task of one is touched with the key of another.
    pub fn new(clients: impl IntoIterator<Item = Client>) -> Self {
        Self {
            clients: clients.into_iter().collect(),
            limit: DEFAULT_LIMIT,
            grace: DEFAULT_GRACE,
            shares_calls: true,
            tell: None,
            tell_end: None,
            announcer: None,
            meter: Meter::default(),
        }
    }

    /// Sets how many tasks of each account are in hand at a time.
    pub fn limit(mut self, limit: usize) -> Self {
        self.limit = limit.max(1);
        self
    }

    /// Sets how long create calls and saves that are under way are waited for at the end.
    pub fn grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// Keeps to the clients' budgets alone, and asks no ledger for calls: for a ledger that has no other worker.
    pub fn with_calls_of_its_own(mut self) -> Self {
        self.shares_calls = false;
        self
    }

    /// Calls `tell` for what happens to the tasks.
    pub fn on_news(mut self, tell: impl Fn(&Notice<'_>) + Send + Sync + 'static) -> Self {
        self.tell = Some(Arc::new(tell));
        self
    }

    /// Calls `tell` for each task that is let go of, because it is over or [goes on
    /// later](Ended::goes_on_later): one that has setbacks is told of several times.
    pub fn on_end(mut self, tell: impl FnMut(&Ended) + Send + 'static) -> Self {
        self.tell_end = Some(Box::new(tell));
        self
    }

    /// Has `announcer` told how each task ends before that is written down, such as a [`Webhook`](crate::Webhook): at
    /// least once. While it can't be told, the task is not over.
    pub fn announce(mut self, announcer: impl Announce + 'static) -> Self {
        self.announcer = Some(Arc::new(announcer));
        self
    }

    /// Returns what counts for this worker.
    #[must_use]
    pub fn meter(&self) -> Meter {
        self.meter.clone()
    }

    /// Works until `until` is there, such as a signal. From then on nothing is begun: no task is taken in hand, no create
    /// call sent, no save begun. Those that are under way are waited for, and everything else goes back to the ledger at
    /// once, where others go on with it.
    ///
    /// # Cancel safety
    /// Dropping the future ends the work at once. Whatever was in hand goes back to the ledger, but for create calls that
    /// are under way: their tasks are of unknown outcome.
    ///
    /// # Errors
    /// Where a client has no ledger, or what stands there is none. That it can't be reached is no error.
    ///
    /// # Panics
    /// Where a callback has panicked, once what was under way has ended.
    pub async fn run(self, until: impl Future<Output = ()>) -> Result<WorkerSummary, LedgerError> {
        let desks = self.clients.iter().map(|client| client.desk.as_deref());
        let desks: Option<Vec<&Desk>> = desks.collect();
        let desks = desks.ok_or_else(Desk::none)?;
        let tell_end = Arc::new(Mutex::new(self.tell_end));
        let (stop, _) = watch::channel(false);
        let mut rounds = JoinSet::new();
        for desk in desks {
            self.meter.note_account();
            let terms = Terms {
                limit: self.limit,
                grace: self.grace,
                tell: self.tell.clone(),
                tell_end: tell_end.clone(),
                announcer: self.announcer.clone(),
                meter: self.meter.clone(),
            };
            let desk = at_work(desk, &self.meter, self.shares_calls);
            rounds.spawn(Round::new(desk, terms).run(stop.clone()));
        }
        let mut first = None;
        let mut first_panic = None;
        let mut is_clean = true;
        let ended = async {
            while let Some(round) = rounds.join_next().await {
                match round {
                    Ok(Ok(is_so)) => is_clean &= is_so,
                    Ok(Err(error)) => {
                        first.get_or_insert(error);
                        stop.send_replace(true);
                    }
                    Err(failed) => match failed.try_into_panic() {
                        // The other accounts end in order first.
                        Ok(panic) => {
                            first_panic.get_or_insert(panic);
                            stop.send_replace(true);
                        }
                        // The runtime is ending.
                        Err(_) => is_clean = false,
                    },
                }
            }
        };
        let stopping = async {
            until.await;
            stop.send_replace(true);
            std::future::pending::<()>().await;
        };
        // The rounds end in order, whether by themselves or because they are told to.
        let _ = unless(stopping, ended).await;
        if let Some(panic) = first_panic {
            std::panic::resume_unwind(panic);
        }
        first.map_or_else(
            || {
                Ok(WorkerSummary {
                    figures: self.meter.figures(),
                    is_clean,
                })
            },
            Err,
        )
    }
}

/// Returns a desk whose ledger is counted, and whose calls are granted where others share them.
fn at_work(desk: &Desk, meter: &Meter, shares_calls: bool) -> Desk {
    let counted = Arc::new(Counted::new(desk.ledger().clone(), meter.clone()));
    let budget = desk.budget();
    let rate = Rate::per_second(budget.rate()).with_burst(budget.burst());
    let calls = shares_calls.then(|| Calls::start(counted.clone(), desk.account().clone(), rate));
    desk.with(|books| {
        books.ledger = counted;
        books.calls = calls;
    })
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker")
            .field("clients", &self.clients)
            .field("limit", &self.limit)
            .field("grace", &self.grace)
            .field("shares_calls", &self.shares_calls)
            .finish_non_exhaustive()
    }
}
