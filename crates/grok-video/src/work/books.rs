//! What a client says about its ledger.

use std::sync::Arc;
use std::time::Duration;

use grok_video_ledger::{Account, Ledger};
use grok_video_poller::Budget;

use super::calls::Calls;

/// Gathers what there is to say, with its defaults.
#[derive(Debug, Clone)]
pub(crate) struct Books {
    pub(crate) ledger: Option<Arc<dyn Ledger>>,
    pub(crate) account: Option<Account>,
    pub(crate) budget: Budget,
    /// How long a session lives after a beat.
    pub(crate) ttl: Duration,
    /// How many create calls are under way at a time.
    pub(crate) n_creates: usize,
    /// How many results are fetched at a time.
    pub(crate) n_saves: usize,
}

/// Says what there is to know where there is a ledger.
#[derive(Debug, Clone)]
pub(crate) struct OpenBooks {
    pub(super) ledger: Arc<dyn Ledger>,
    pub(super) account: Account,
    pub(super) budget: Budget,
    pub(super) ttl: Duration,
    pub(super) n_creates: usize,
    pub(super) n_saves: usize,
    /// Where other workers share the account's calls.
    pub(super) calls: Option<Calls>,
}

impl Books {
    /// Returns what is needed to work with the ledger, if there is one; `base` names the account where the user does
    /// not.
    pub(crate) fn open(self, base: String) -> Option<OpenBooks> {
        Some(OpenBooks {
            ledger: self.ledger?,
            account: self.account.unwrap_or_else(|| base.into()),
            budget: self.budget,
            ttl: self.ttl,
            n_creates: self.n_creates,
            n_saves: self.n_saves,
            calls: None,
        })
    }
}

impl Default for Books {
    fn default() -> Self {
        Self {
            ledger: None,
            account: None,
            budget: Budget::default(),
            ttl: Duration::from_secs(30),
            n_creates: 4,
            n_saves: 4,
        }
    }
}
