//! A client's ledger.

use std::sync::{Arc, Weak};

use grok_video_ledger::{Account, Later, Ledger, LedgerError, LedgerErrorKind};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

use super::books::OpenBooks;
use super::shift::Shift;
use crate::access::Access;

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

    pub(crate) fn account(&self) -> &Account {
        &self.books.account
    }

    /// Asks the ledger for something in the name of a shift; where that shift's session turns out to be over, once more
    /// in the name of a new one.
    pub(super) async fn ask<T>(
        &self,
        question: impl for<'a> Fn(&'a Shift) -> Later<'a, T>,
    ) -> Result<(Arc<Shift>, T), LedgerError> {
        let mut shift = self.shift().await?;
        let mut answer = question(&shift).await;
        if let Err(error) = &answer
            && error.kind() == LedgerErrorKind::SessionLost
        {
            shift.note_lost();
            shift = self.shift().await?;
            answer = question(&shift).await;
        }
        Ok((shift, answer?))
    }

    /// Returns the shift that is on, or begins one; whatever was left in the middle before is written down by then.
    async fn shift(&self) -> Result<Arc<Shift>, LedgerError> {
        let mut current = self.current.lock().await;
        if let Some(shift) = current.shift.upgrade() {
            if !shift.is_lost() {
                shift.clerk.flush().await?;
                return Ok(shift);
            }
        } else if let Some(office) = &mut current.office {
            // It writes what its last tasks left word of, and closes its session.
            let _ = office.await;
            current.office = None;
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
