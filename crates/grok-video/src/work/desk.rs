//! A client's ledger.

use std::sync::{Arc, Weak};
use std::time::Duration;

use grok_video_ledger::{Account, Later, Ledger, LedgerError, LedgerErrorKind};
use grok_video_poller::Budget;
use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::books::OpenBooks;
use super::shift::Shift;
use crate::access::Access;
use crate::storage::Storage;

/// How often a ledger is asked, and the pause before the second time where it can't be reached; it doubles.
const ATTEMPTS: u32 = 3;
const PAUSE: Duration = Duration::from_millis(500);
/// How long the last words of a shift that is over are waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// Holds the ledger, and the shift that is on while there is work.
#[derive(Debug)]
pub(crate) struct Desk {
    access: Access,
    books: OpenBooks,
    current: Mutex<Current>,
}

/// The shift that is on, or that was on last.
#[derive(Debug, Default)]
struct Current {
    shift: Weak<Shift>,
    office: Option<JoinHandle<()>>,
}

impl Desk {
    pub(crate) fn new(access: Access, books: OpenBooks) -> Self {
        Self {
            access,
            books,
            current: Mutex::default(),
        }
    }

    /// Returns a desk at the same ledger with other terms.
    pub(super) fn with(&self, change: impl FnOnce(&mut OpenBooks)) -> Self {
        let mut books = self.books.clone();
        change(&mut books);
        Self::new(self.access.clone(), books)
    }

    /// Says that a client has no ledger.
    pub(crate) fn none() -> LedgerError {
        LedgerError::new(
            LedgerErrorKind::Unset,
            "the client has no ledger; give it one with `ClientBuilder::ledger`",
        )
    }

    pub(crate) fn ledger(&self) -> &Arc<dyn Ledger> {
        &self.books.ledger
    }

    /// Returns how often the account is called.
    pub(super) fn budget(&self) -> &Budget {
        &self.books.budget
    }

    /// Returns how long a session lives after a beat.
    pub(super) fn ttl(&self) -> Duration {
        self.books.ttl
    }

    pub(super) fn storage(&self) -> &Storage {
        &self.access.storage
    }

    pub(crate) fn account(&self) -> &Account {
        &self.books.account
    }

    /// Has something done in the name of a shift; where that shift's session turns out to be over, once more in the
    /// name of a new one, and where the ledger can't be reached, a few times. What is begun is ended, whether or not
    /// somebody waits for it.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        question: impl Fn(Arc<Shift>) -> Later<'static, T>,
    ) -> Result<(Arc<Shift>, T), LedgerError> {
        let mut shift = self.shift().await?;
        let mut n_failed = 0;
        loop {
            let error = match to_its_end(question(shift.clone())).await {
                Ok(answer) => return Ok((shift, answer)),
                Err(error) => error,
            };
            match error.kind() {
                LedgerErrorKind::SessionLost => shift.note_lost(),
                LedgerErrorKind::Unavailable => shift.retire(),
                _ => return Err(error),
            }
            // What it may have taken in hand without anybody hearing of it is free when it has ended.
            drop(shift);
            n_failed += 1;
            if n_failed == ATTEMPTS {
                return Err(error);
            }
            if error.kind() == LedgerErrorKind::Unavailable {
                sleep(PAUSE * 2_u32.pow(n_failed - 1)).await;
            }
            shift = self.shift().await?;
        }
    }

    /// Waits until what was left in the middle is written down and the session is closed, if no task is in hand; not for
    /// ever, where the ledger can't be reached.
    pub(crate) async fn close(&self) {
        let mut current = self.current.lock().await;
        if current.shift.strong_count() == 0
            && let Some(office) = &mut current.office
            && !office.is_finished()
        {
            let _ = timeout(PATIENCE, office).await;
        }
    }

    /// Returns the shift that is on, or begins one; whatever was left in the middle before is written down by then.
    async fn shift(&self) -> Result<Arc<Shift>, LedgerError> {
        let mut current = self.current.lock().await;
        if let Some(shift) = current.shift.upgrade() {
            if shift.is_open() {
                shift.clerk.flush().await?;
                return Ok(shift);
            }
        } else if let Some(office) = &mut current.office
            && !office.is_finished()
        {
            // It writes what its last tasks left word of, and closes its session.
            let _ = timeout(PATIENCE, office).await;
        }
        let (shift, office) = Shift::begin(&self.access, &self.books).await?;
        let shift = Arc::new(shift);
        *current = Current {
            shift: Arc::downgrade(&shift),
            office: Some(office),
        };
        Ok(shift)
    }
}

/// Runs a call to its end, also where its caller is dropped: a lease that nobody hears of would bind its task.
async fn to_its_end<T: Send + 'static>(call: Later<'static, T>) -> Result<T, LedgerError> {
    match tokio::spawn(call).await {
        Ok(answer) => answer,
        Err(failed) => match failed.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(LedgerError::new(
                LedgerErrorKind::Unavailable,
                "the runtime is ending, and the ledger is not asked any more",
            )),
        },
    }
}
