//! The one boundary between work and what is written down about it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use crate::{
    Account, Entry, Fenced, Filter, Grant, Held, Intent, LedgerError, Life, MAX_BATCH, Permit,
    Rate, Resolution, Session, Submitted, TaskNo, Write, Written,
};

/// What a ledger answers with, once it is done.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = Result<T, LedgerError>> + Send + 'a>>;

/// Writes down what is to be made, what was paid for and what is saved, for any number of workers.
///
/// A worker opens a session, leases tasks, works on them from its memory, and writes what becomes of them. Every
/// lease raises the task's fence, and a write under an older one is [`Stale`](Written::Stale): of two workers who
/// both believe that they hold a task, one is told that it does not.
///
/// Every call is one step: it is done as a whole or not at all, and calls of different workers follow one another.
/// What is done is durable when the call returns, but for [`Reschedule`](Write::Reschedule), the life of
/// sessions and what was granted, of which a loss of power may undo the latest.
///
/// # Sessions that are over
/// Whenever it is asked, a ledger first ends the sessions whose time has come: of what they held, tasks in
/// `Sending` become `Unknown`, and the others can be leased. It may end a session earlier when it knows that the
/// worker's process is gone.
///
/// # Cancel safety
/// Dropping a call's future leaves it done or not done. Some ledgers do the work when the method is called, before the
/// future is polled.
///
/// # Answers that are lost
/// Whoever missed an answer may ask again and pays nothing twice, but is told of no lease again: what a session holds
/// can't be leased, by itself neither. It comes back when the session is closed.
///
/// # Errors
/// All calls fail with [`Unavailable`](crate::LedgerErrorKind::Unavailable) where the ledger can't be reached, and
/// those that take several items with [`TooMany`](crate::LedgerErrorKind::TooMany) for more than [`MAX_BATCH`].
/// Where more than one error is true, `TooMany` is told before `SessionLost`, and that before `Conflict`.
pub trait Ledger: fmt::Debug + Send + Sync + 'static {
    /// Opens a session that lives for `ttl`, and again for that long after each beat. `worker` is for people.
    fn open_session(&self, worker: &str, ttl: Duration) -> Later<'_, Session>;

    /// Says that the worker lives. What a [`Lost`](Life::Lost) session held may be held by others.
    fn beat(&self, session: Session) -> Later<'_, Life>;

    /// Ends a session, as though its time had come; without effect where it is over.
    fn close_session(&self, session: Session) -> Later<'_, ()>;

    /// Writes intents down; each is due at once. They are submitted all or none, in this order. With `hold`, this
    /// session leases them as well.
    ///
    /// One whose name its account has already is that task, if work and destination are the same; separators at the end
    /// of a destination don't count, as a folder may be gone that was one.
    ///
    /// # Errors
    /// [`Conflict`](crate::LedgerErrorKind::Conflict) where they are not, be it within the batch;
    /// [`SessionLost`](crate::LedgerErrorKind::SessionLost) where `hold` is over. Nothing is submitted then.
    fn submit(&self, intents: Vec<Intent>, hold: Option<Session>) -> Later<'_, Vec<Submitted>>;

    /// Leases at most `n` tasks of an account that are due within `horizon` (`None`: whenever), that nobody holds and
    /// that are not over: completed ones first, those of unknown age before all and then the oldest result first;
    /// then active ones and then intents, each by when they are due. What is equal goes by number.
    ///
    /// # Errors
    /// [`SessionLost`](crate::LedgerErrorKind::SessionLost) where the session is over, and
    /// [`TooMany`](crate::LedgerErrorKind::TooMany) for a large `n`.
    fn lease_due(
        &self,
        session: Session,
        account: &Account,
        n: usize,
        horizon: Option<Duration>,
    ) -> Later<'_, Vec<Held>>;

    /// Turns intents that the session holds into `Sending`, durably, and permits one create call for each; `None`
    /// where the fence is old or the task no intent. Ask for a permit only when the call can be sent at once.
    ///
    /// # Errors
    /// [`SessionLost`](crate::LedgerErrorKind::SessionLost) where the session is over.
    fn start_create(&self, session: Session, tasks: Vec<Fenced>) -> Later<'_, Vec<Option<Permit>>>;

    /// Writes what became of tasks; each item is taken or stale by itself, in this order.
    ///
    /// What is held stays held, unless the write says otherwise. A write is taken also after the session has ended,
    /// as long as nobody has leased the task since.
    fn write(&self, writes: Vec<(Fenced, Write)>) -> Later<'_, Vec<Written>>;

    /// Carries out what a person has decided about a task. It is taken where the task is `Unknown` or `Failed`, and
    /// raises its fence, so that no late answer is taken; sending needs a request, so a task that was followed can't
    /// be sent.
    fn resolve(&self, task: TaskNo, resolution: Resolution) -> Later<'_, Written>;

    /// Grants at most `want` calls of an account, so that all workers together keep to `rate`: in any time `t`, no more
    /// than `t` × rate + burst are granted. All workers should name the same rate.
    ///
    /// # Answers that are lost
    /// What was granted counts as called.
    fn grant(&self, account: &Account, want: u32, rate: Rate) -> Later<'_, Grant>;

    /// Halts the calls of an account for at least `wait`, for all workers, as a service asks for that answers "too many
    /// requests". A halt that lasts longer stays. `why` is for people.
    fn halt(&self, account: &Account, wait: Duration, why: &str) -> Later<'_, ()>;

    /// Lists at most `n` tasks after `after`, by number.
    ///
    /// # Errors
    /// [`TooMany`](crate::LedgerErrorKind::TooMany) for a large `n`.
    fn list(&self, filter: Filter, after: Option<TaskNo>, n: usize) -> Later<'_, Vec<Entry>>;

    /// Lists all tasks that the filter chooses, by number, in several calls of [`list`](Self::list): one that is submitted
    /// meanwhile may be among them.
    fn list_all(&self, filter: Filter) -> Later<'_, Vec<Entry>> {
        Box::pin(async move {
            let mut entries: Vec<Entry> = Vec::new();
            loop {
                let after = entries.last().map(|entry| entry.task);
                let page = self.list(filter.clone(), after, MAX_BATCH).await?;
                if page.is_empty() {
                    return Ok(entries);
                }
                entries.extend(page);
            }
        })
    }
}
