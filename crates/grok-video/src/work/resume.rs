//! Going on with everything that was left unfinished.

use std::fmt;
use std::future::{Future, IntoFuture, pending};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use grok_video_ledger::{Entry, Filter, LedgerError, TaskNo, TaskState};
use tokio::time::timeout;

use super::brake::{Brake, unless};
use super::claim::Claim;
use super::desk::Desk;
use super::ended::{Ended, Resumed};
use super::intake::Intake;
use super::life::Tell;
use super::manner::Manner;
use super::notice::Notice;
use super::resume_error::ResumeError;
use super::source::Source;

/// How many tasks are in hand at a time, unless the user says otherwise.
const DEFAULT_LIMIT: usize = 1000;

/// How long create calls that are under way are waited for when the work is to end.
const GRACE: Duration = Duration::from_secs(5);

/// Goes on with everything that the ledger has unfinished for this client's account; await it.
///
/// It sends what was not sent, waits for what was created, and saves what is completed, the oldest result first. What
/// another process holds is left to it. Tasks whose outcome is unknown are told and not touched.
///
/// ```no_run
/// # async fn example(client: grok_video::Client, stop: tokio::sync::oneshot::Receiver<()>)
/// # -> Result<(), Box<dyn std::error::Error>> {
/// let resume = client.resume().on_end(|ended| println!("{ended}"));
/// // What is under way when the user stops it is not lost: the next one goes on with it.
/// let resumed = resume.until(async { drop(stop.await) }).await?;
/// for entry in resumed.unknown {
///     println!("{} may be paid; find out, and resolve it", entry.task);
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Cancel safety
/// Dropping the future ends the work. All of it can be gone on with again, but for create calls that are under way: what
/// they came to nobody hears, so their tasks are of unknown outcome.
///
/// # Errors
/// A [`ResumeError`] where the client has no ledger, or it can't be asked; what is in hand is gone on with before.
///
/// # Panics
/// Where a callback has panicked, once what is in hand has been gone on with.
#[must_use = "nothing happens until it is awaited"]
pub struct Resume {
    desk: Option<Arc<Desk>>,
    source: Source,
    claims: Vec<Claim>,
    limit: usize,
    manner: Manner,
    tell: Option<Tell>,
    tell_end: Option<TellEnd>,
    stop: Option<Stop>,
}

type TellEnd = Box<dyn FnMut(&Ended) + Send>;
type Stop = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Resume {
    pub(crate) fn new(desk: Option<Arc<Desk>>) -> Self {
        Self {
            desk,
            source: Source::Due,
            claims: Vec::new(),
            limit: DEFAULT_LIMIT,
            manner: Manner::default(),
            tell: None,
            tell_end: None,
            stop: None,
        }
    }

    /// Calls `tell` for what happens to the tasks.
    pub fn on_news(mut self, tell: impl Fn(&Notice<'_>) + Send + Sync + 'static) -> Self {
        self.tell = Some(Arc::new(tell));
        self
    }

    /// Calls `tell` for each task that has ended.
    pub fn on_end(mut self, tell: impl FnMut(&Ended) + Send + 'static) -> Self {
        self.tell_end = Some(Box::new(tell));
        self
    }

    /// Sets how many tasks are in hand at a time (default: 1000).
    pub fn limit(mut self, limit: usize) -> Self {
        self.limit = limit.max(1);
        self
    }

    /// Goes on with these tasks alone. One that is over, or in other hands, is told of as it stands in the ledger; what is
    /// no task of the client's account is left out.
    pub fn only(mut self, tasks: impl IntoIterator<Item = TaskNo>) -> Self {
        self.source = Source::these(tasks);
        self
    }

    /// Goes on with these tasks alone, which are in hand already.
    pub fn claimed(mut self, claims: impl IntoIterator<Item = Claim>) -> Self {
        self.source = Source::these([]);
        self.claims = claims.into_iter().collect();
        self
    }

    /// Makes each create call once: a task whose call surely was not taken fails, where else it is tried a few times and
    /// left for later.
    pub fn create_once(mut self) -> Self {
        self.manner.creates_once = true;
        self
    }

    /// Watches tasks anew by the client's schedule, with its first poll and its deadline, instead of going on from where
    /// their watches were left.
    pub fn watch_anew(mut self) -> Self {
        self.manner.watches_anew = true;
        self
    }

    /// Ends the work once `stop` is there, such as an interrupt: no further task is created, the answers of create calls
    /// that are under way are waited for, at most 5 s, and everything else is left to be resumed. What has ended by then
    /// is told as ever.
    pub fn until(mut self, stop: impl Future<Output = ()> + Send + 'static) -> Self {
        self.stop = Some(Box::pin(stop));
        self
    }

    async fn run(mut self) -> Result<Resumed, ResumeError> {
        let mut resumed = Resumed::default();
        match self.go(&mut resumed).await {
            Ok(()) => Ok(resumed),
            Err(error) => Err(ResumeError {
                error,
                so_far: Box::new(resumed),
            }),
        }
    }

    async fn go(&mut self, resumed: &mut Resumed) -> Result<(), LedgerError> {
        let desk = self.desk.take().ok_or_else(Desk::none)?;
        let source = std::mem::replace(&mut self.source, Source::Due);
        let manner = self.manner.clone();
        let mut intake = Intake::new(desk.clone(), source, self.limit, manner, self.tell.take());
        intake.take_all(self.claims.drain(..).map(|claim| claim.0));
        let mut stop: Stop = match self.stop.take() {
            Some(stop) => Box::pin(at_rest_after(stop, self.manner.brake.clone())),
            None => Box::pin(pending()),
        };
        loop {
            let Some(next) = unless(stop.as_mut(), intake.next()).await else {
                intake.stop();
                stop = Box::pin(pending());
                continue;
            };
            let Some(end) = next? else { break };
            if let Some(tell) = &mut self.tell_end
                && let Err(panic) = catch_unwind(AssertUnwindSafe(|| tell(&end)))
            {
                intake.note_panic(panic);
                self.tell_end = None;
            }
            resumed.ended.push(end);
        }
        intake.end().await?;
        resumed.unknown = unknown(&desk).await?;
        Ok(())
    }
}

/// Lets nothing further begin once `stop` is there, and waits for what is not to be broken off, but not for ever.
async fn at_rest_after(stop: Stop, brake: Brake) {
    stop.await;
    brake.pull();
    let _ = timeout(GRACE, brake.at_rest()).await;
}

async fn unknown(desk: &Desk) -> Result<Vec<Entry>, LedgerError> {
    let filter = Filter::states(&[TaskState::Unknown]).of(desk.account());
    desk.ledger().list_all(filter).await
}

impl fmt::Debug for Resume {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resume")
            .field("desk", &self.desk)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

impl IntoFuture for Resume {
    type Output = Result<Resumed, ResumeError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}
