//! A worker at work.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use grok_video_ledger::{Account, Ledger, LedgerError, Life, Session};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

use super::books::OpenBooks;
use super::calls::Calls;
use super::clerk::Clerk;
use super::gate::Gate;
use super::polls::Polls;
use super::self_fence::SelfFence;
use super::swept::Swept;
use crate::access::Access;

/// Holds a session with a ledger and what all tasks under it share. With its last task it ends, and the session is
/// closed.
#[derive(Debug)]
pub(super) struct Shift {
    pub(super) access: Access,
    pub(super) ledger: Arc<dyn Ledger>,
    pub(super) account: Account,
    pub(super) session: Session,
    pub(super) clerk: Clerk,
    pub(super) polls: Polls,
    /// Where other workers share the account's calls.
    pub(super) calls: Option<Calls>,
    pub(super) creates: Semaphore,
    pub(super) saves: Gate,
    pub(super) swept: Swept,
    fence: Arc<SelfFence>,
    /// Whether it may hold what nobody knows of, and takes nothing new in hand.
    is_retired: AtomicBool,
    /// Until when no create call is to be sent.
    creates_rest: Mutex<Instant>,
    began: Instant,
}

impl Shift {
    /// Begins a shift; the other value ends when the shift has ended and all is written.
    pub(super) async fn begin(
        access: &Access,
        books: &OpenBooks,
    ) -> Result<(Self, JoinHandle<()>), LedgerError> {
        let ledger = books.ledger.clone();
        let worker = format!("grok-video, process {}", std::process::id());
        let began = Instant::now();
        let session = ledger.open_session(&worker, books.ttl).await?;
        let fence = Arc::new(SelfFence::new(session, began));
        let (clerk, office) = Clerk::start(ledger.clone(), session, fence.clone());
        let shift = Self {
            clerk,
            polls: Polls::start(access, books.budget.clone(), books.calls.clone()),
            calls: books.calls.clone(),
            creates: Semaphore::new(books.n_creates),
            saves: Gate::new(books.n_saves),
            swept: Swept::default(),
            access: access.clone(),
            account: books.account.clone(),
            ledger,
            session,
            fence,
            is_retired: AtomicBool::new(false),
            creates_rest: Mutex::new(began),
            began,
        };
        Ok((shift, office))
    }

    /// Tells whether the session is over.
    pub(super) fn is_lost(&self) -> bool {
        self.fence.is_lost()
    }

    /// Notes that the ledger calls the session over.
    pub(super) fn note_lost(&self) {
        self.fence.note(Life::Lost, Instant::now());
    }

    /// Tells whether new work can be begun here.
    pub(super) fn is_open(&self) -> bool {
        !self.is_lost() && !self.clerk.is_closed() && !self.is_retired.load(Ordering::Relaxed)
    }

    /// Tells whether the session still holds what it held, as far as is known here.
    pub(super) fn holds(&self) -> bool {
        self.is_open() && self.may_begin()
    }

    /// Takes nothing new in hand from now on: with an answer of the ledger, a lease may have been lost.
    pub(super) fn retire(&self) {
        self.is_retired.store(true, Ordering::Relaxed);
    }

    /// Lets no create call be sent for so long: the server wants to be left alone.
    pub(super) fn rest_creates(&self, wait: Duration) {
        let mut rest = self
            .creates_rest
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *rest = (*rest).max(Instant::now() + wait);
    }

    /// Waits until create calls may be sent.
    pub(super) async fn creates_rested(&self) {
        while !self.are_creates_rested() {
            sleep_until(self.creates_rest()).await;
        }
    }

    /// Tells whether create calls may be sent.
    pub(super) fn are_creates_rested(&self) -> bool {
        self.creates_rest() <= Instant::now()
    }

    fn creates_rest(&self) -> Instant {
        let rest = self.creates_rest.lock();
        *rest.unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells whether a create call may be sent, or a file be published.
    pub(super) fn may_begin(&self) -> bool {
        self.fence.may_begin()
    }

    /// Ranks a result by when it came into being, in milliseconds from the start of the shift; one whose age nobody
    /// knows comes first.
    pub(super) fn rank(&self, age: Option<Duration>) -> i128 {
        let now = self.began.elapsed().as_millis();
        age.map_or(i128::MIN, |age| signed(now) - signed(age.as_millis()))
    }
}

/// Milliseconds of a `Duration` fill half of an `i128` at most.
fn signed(millis: u128) -> i128 {
    i128::try_from(millis).unwrap_or(i128::MAX / 2)
}
