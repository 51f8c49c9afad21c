//! How a client is made.

#[cfg(feature = "ledger")]
use std::sync::Arc;
#[cfg(feature = "ledger")]
use std::time::Duration;

#[cfg(feature = "ledger")]
use grok_video_ledger::{Account, Ledger};
#[cfg(feature = "ledger")]
use grok_video_poller::Budget;
use grok_video_poller::{Adaptive, Schedule};
#[cfg(all(feature = "ring", feature = "webpki-roots"))]
use grok_video_transport::Roots;
use grok_video_transport::{
    ApiKey, BaseUrl, Client as Transport, Connector, DownloadLimits, Downloader, Guard, Timeouts,
    Tls,
};
use grok_video_types::DEFAULT_BASE_URL;

use crate::access::Access;
use crate::learning::Learning;
use crate::storage::Storage;
#[cfg(feature = "ledger")]
use crate::work::{Books, Desk};
use crate::{Client, ConfigError};

impl Client {
    /// The environment variable that names another base URL than the provider's.
    pub const BASE_URL_ENV: &'static str = "GROK_VIDEO_BASE_URL";

    /// Makes a client from the environment: the key from `GROK_VIDEO_API_KEY`, the base URL from
    /// `GROK_VIDEO_BASE_URL` or else the provider's.
    ///
    /// # Errors
    /// When the key is missing, or either is not usable.
    #[cfg(all(feature = "ring", feature = "webpki-roots"))]
    pub fn from_env() -> Result<Self, ConfigError> {
        Ok(Self::builder_from_env(Roots::webpki())?.build())
    }

    /// Starts a client from the environment that believes servers as `tls` says: the key from
    /// `GROK_VIDEO_API_KEY`, the base URL from `GROK_VIDEO_BASE_URL` or else the provider's.
    ///
    /// # Errors
    /// When the key is missing, or either is not usable.
    pub fn builder_from_env(tls: impl Into<Tls>) -> Result<ClientBuilder, ConfigError> {
        let base = match std::env::var_os(Self::BASE_URL_ENV) {
            Some(base) => base.to_string_lossy().parse()?,
            None => DEFAULT_BASE_URL.parse()?,
        };
        Ok(Self::builder(base, ApiKey::from_env()?, tls))
    }

    /// Makes a client for `base` with the defaults and Mozilla's roots.
    ///
    /// ```
    /// use grok_video::{ApiKey, Client};
    /// let client = Client::new("https://relay.example.com".parse()?, ApiKey::new("sk-example")?);
    /// # let _ = client;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(all(feature = "ring", feature = "webpki-roots"))]
    #[must_use]
    pub fn new(base: BaseUrl, key: ApiKey) -> Self {
        Self::builder(base, key, Roots::webpki()).build()
    }

    /// Starts a client for `base` that believes servers as `tls` says;
    /// [`Roots`](grok_video_transport::Roots) will do.
    pub fn builder(base: BaseUrl, key: ApiKey, tls: impl Into<Tls>) -> ClientBuilder {
        ClientBuilder {
            base,
            key,
            tls: tls.into(),
            timeouts: Timeouts::default(),
            limits: DownloadLimits::default(),
            schedule: Schedule::default(),
            learning: Learning::default(),
            guard: None,
            #[cfg(feature = "ledger")]
            books: Books::default(),
        }
    }
}

/// Gathers the settings of a [`Client`].
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    base: BaseUrl,
    key: ApiKey,
    tls: Tls,
    timeouts: Timeouts,
    limits: DownloadLimits,
    schedule: Schedule,
    learning: Learning,
    guard: Option<Guard>,
    #[cfg(feature = "ledger")]
    books: Books,
}

impl ClientBuilder {
    /// Sets how long a call may take.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Sets how long and how large a download may be.
    pub fn download_limits(mut self, limits: DownloadLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets when to ask (default: the provider's recommendation).
    pub fn schedule(mut self, schedule: Schedule) -> Self {
        self.schedule = schedule;
        self
    }

    /// Lets the client learn how long its tasks take, and plan their polls by that: those of
    /// [`generate`](Client::generate), with or without a ledger, of [`wait_created_by`](Client::wait_created_by) and of
    /// [`watch_created_by`](Client::watch_created_by).
    ///
    /// `adaptive` says how close two polls may be, and holds what was learned before; [`Client::learned`] gives back what
    /// is to be kept for the next time. Of the [`schedule`](Self::schedule), the deadline and the call timeout hold for
    /// these tasks as well. All other tasks go by the schedule, as nobody knows when or from what they were made; among
    /// them are those that `Client::resume` waits for, but for such as had a plan before and keep it.
    ///
    /// ```
    /// use std::time::Duration;
    /// use grok_video::{Adaptive, ApiKey, Client, transport::Roots};
    /// # let roots = Roots::from_der::<&[u8]>([])?;
    /// # let stored: Option<Adaptive> = None;
    /// let adaptive = match stored {
    ///     Some(learned) => learned,
    ///     // Two polls of a task are ten seconds apart at least, and one is worth half a second of delay.
    ///     None => Adaptive::new(Duration::from_secs(10), Duration::from_millis(500))?,
    /// };
    /// let base = "https://relay.example.com".parse()?;
    /// let client = Client::builder(base, ApiKey::new("sk-example")?, roots).adaptive(adaptive).build();
    /// assert!(client.learned().is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn adaptive(mut self, adaptive: Adaptive) -> Self {
        self.learning = Learning::new(adaptive);
        self
    }

    /// Sets where results may be fetched from (default: public addresses only, and this machine's
    /// own where the base is there).
    pub fn guard(mut self, guard: Guard) -> Self {
        self.guard = Some(guard);
        self
    }

    /// Gives the client a ledger: what [`Client::generate`] makes is written down there, and [`Client::resume`] goes
    /// on with it after a crash.
    #[cfg(feature = "ledger")]
    pub fn ledger(mut self, ledger: impl Ledger) -> Self {
        self.books.ledger = Some(Arc::new(ledger));
        self
    }

    /// Names whose key this is, in the ledger (default: the base URL): a client goes on with tasks of its own account
    /// alone. Give each key's owner a name of its own where several share a base and a ledger.
    #[cfg(feature = "ledger")]
    pub fn account(mut self, account: impl Into<Account>) -> Self {
        self.books.account = Some(account.into());
        self
    }

    /// Sets how many calls a second the tasks of the ledger may take together, those that create them and queries
    /// (default: [`Budget::default`]). While both wait, they go in turn.
    #[cfg(feature = "ledger")]
    pub fn budget(mut self, budget: Budget) -> Self {
        self.books.budget = budget;
        self
    }

    /// Sets how long after its last sign of life a worker's tasks pass to others (default: 30 s; at least a second,
    /// at most a day). A process that is
    /// gone frees them at once where the ledger can tell.
    #[cfg(feature = "ledger")]
    pub fn session_ttl(mut self, ttl: Duration) -> Self {
        self.books.ttl = ttl.clamp(Duration::from_secs(1), Duration::from_secs(24 * 3600));
        self
    }

    /// Sets how many tasks of the ledger are created at a time (default: 4, at least 1).
    #[cfg(feature = "ledger")]
    pub fn creates_at_a_time(mut self, n: usize) -> Self {
        self.books.n_creates = n.max(1);
        self
    }

    /// Sets how many results of the ledger's tasks are fetched at a time (default: 4, at least 1).
    #[cfg(feature = "ledger")]
    pub fn saves_at_a_time(mut self, n: usize) -> Self {
        self.books.n_saves = n.max(1);
        self
    }

    /// Makes the client.
    #[must_use]
    pub fn build(self) -> Client {
        let guard = self.guard.unwrap_or(if self.base.is_loopback() {
            Guard::AllowLoopback
        } else {
            Guard::PublicOnly
        });
        let connector = Connector::new(self.tls.clone());
        #[cfg(feature = "ledger")]
        let base = self.base.to_string();
        let transport = Transport::builder(self.base, self.key, connector);
        let storage = Storage::new(&self.tls);
        let access = Access {
            transport: transport.timeouts(self.timeouts).build(),
            downloader: Downloader::with_tls(guard, self.tls, self.limits),
            schedule: self.schedule,
            learning: self.learning,
            storage,
        };
        Client {
            #[cfg(feature = "ledger")]
            desk: self
                .books
                .open(base)
                .map(|books| Arc::new(Desk::new(access.clone(), books))),
            access,
        }
    }
}
