//! Everything for one key at one base.

use std::time::Duration;

use futures_core::Stream;
use grok_video_poller::{
    Event, Outcome, Schedule, Snapshot, Timer, TokioTimer, Watch, wait, watch,
};
use grok_video_save::{Destination, Saved};
#[cfg(all(feature = "ring", feature = "webpki-roots"))]
use grok_video_transport::Roots;
use grok_video_transport::{
    ApiKey, BaseUrl, Client as Transport, Connector, DownloadLimits, Downloader, Error, Guard,
    Http1, Progress, Timeouts, Tls,
};
use grok_video_types::{CreateVideo, DEFAULT_BASE_URL, TaskId, VideoTask};

use crate::saving;
use crate::{ConfigError, Generate, NotSaved, observation};

/// Makes videos: creates tasks, waits for them, saves their results.
///
/// Clones share their connections. It needs a tokio runtime with time and I/O enabled.
#[derive(Debug, Clone)]
pub struct Client {
    transport: Transport<Http1>,
    downloader: Downloader,
    schedule: Schedule,
}

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
            guard: None,
        }
    }

    /// Returns when the client asks.
    #[must_use]
    pub fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// Creates a task; this costs money, and it is sent once.
    ///
    /// # Errors
    /// Where the error says [`outcome_unknown`](Error::outcome_unknown), the task may exist and be
    /// paid: don't call again before you know.
    pub async fn create(&self, request: &CreateVideo) -> Result<VideoTask, Error> {
        Ok(self.transport.create(request).await?.task)
    }

    /// Asks once for the state of the task `id`.
    ///
    /// # Errors
    /// When no task came back; [`wait`](Self::wait) knows which errors pass by themselves.
    pub async fn query(&self, id: &TaskId) -> Result<VideoTask, Error> {
        Ok(self.transport.query(id).await?.task)
    }

    /// Waits for the end of the task `id` by the client's schedule.
    ///
    /// # Cancel safety
    /// Dropping the future ends the waiting; nothing runs on, and nothing is lost.
    pub async fn wait(&self, id: &TaskId) -> Outcome {
        let (machine, timer) = self.new_watch(id);
        wait(machine, timer, observation::query(&self.transport)).await
    }

    /// Streams what each poll of the task `id` brings; the last event is
    /// [`Finished`](grok_video_poller::EventKind::Finished) and holds the outcome.
    ///
    /// ```no_run
    /// # async fn example(client: grok_video::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use std::pin::pin;
    /// use futures_core::Stream;
    /// let mut events = pin!(client.watch(&"video_1".parse()?));
    /// while let Some(event) = std::future::poll_fn(|cx| events.as_mut().poll_next(cx)).await {
    ///     println!("{event}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn watch(&self, id: &TaskId) -> impl Stream<Item = Event> + Send + Unpin + use<> {
        let (machine, timer) = self.new_watch(id);
        watch(machine, timer, observation::query(&self.transport))
    }

    /// Streams like [`watch`](Self::watch) for a task that was created just now, of which "not
    /// found" may mean "not yet known everywhere".
    pub fn watch_created(&self, id: &TaskId) -> impl Stream<Item = Event> + Send + Unpin + use<> {
        let (machine, timer) = self.new_watch(id);
        watch(
            machine.just_created(),
            timer,
            observation::query(&self.transport),
        )
    }

    /// Streams like [`watch`](Self::watch), going on from the
    /// [checkpoint](grok_video_poller::Outcome::checkpoint) of an outcome that left the task
    /// unfinished, or from a snapshot, `away` later.
    pub fn resume(
        &self,
        checkpoint: Snapshot,
        away: Duration,
    ) -> impl Stream<Item = Event> + Send + Unpin + use<> {
        let timer = TokioTimer::new();
        let machine = Watch::restore(checkpoint, timer.now(), away);
        watch(machine, timer, observation::query(&self.transport))
    }

    /// Waits like [`wait`](Self::wait) for a task that was created just now, of which "not found"
    /// may mean "not yet known everywhere".
    pub async fn wait_created(&self, id: &TaskId) -> Outcome {
        let (machine, timer) = self.new_watch(id);
        wait(
            machine.just_created(),
            timer,
            observation::query(&self.transport),
        )
        .await
    }

    fn new_watch(&self, id: &TaskId) -> (Watch, TokioTimer) {
        let timer = TokioTimer::new();
        let machine = Watch::new(id.clone(), self.schedule.clone(), timer.now());
        (machine, timer)
    }

    /// Saves the result of a completed task at `destination`, whole or not at all.
    ///
    /// An expired URL is asked for afresh once; a download that breaks off is tried anew twice.
    ///
    /// # Errors
    /// A [`NotSaved`] that says why. Nothing stands at the destination then that was not there
    /// before, but for one case: the file is whole, and its folder could not be made durable
    /// ([`NotDurable`](grok_video_save::SaveErrorKind::NotDurable)).
    pub async fn save(
        &self,
        task: &VideoTask,
        destination: Destination,
    ) -> Result<Saved, NotSaved> {
        self.save_with_progress(task, destination, |_| {}).await
    }

    /// Saves like [`save`](Self::save), and tells `on_progress` what has come so far.
    ///
    /// # Errors
    /// As [`save`](Self::save).
    pub async fn save_with_progress(
        &self,
        task: &VideoTask,
        destination: Destination,
        on_progress: impl FnMut(Progress),
    ) -> Result<Saved, NotSaved> {
        saving::save(
            &self.transport,
            &self.downloader,
            task,
            destination,
            on_progress,
        )
        .await
    }

    /// Creates a task, waits for it and saves it: `client.generate(request).save_to("a.mp4").await`.
    #[must_use = "nothing happens until it is awaited"]
    pub fn generate(&self, request: CreateVideo) -> Generate {
        Generate::new(self.clone(), request)
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
    guard: Option<Guard>,
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

    /// Sets where results may be fetched from (default: public addresses only, and this machine's
    /// own where the base is there).
    pub fn guard(mut self, guard: Guard) -> Self {
        self.guard = Some(guard);
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
        let transport = Transport::builder(self.base, self.key, connector);
        Client {
            transport: transport.timeouts(self.timeouts).build(),
            downloader: Downloader::with_tls(guard, self.tls, self.limits),
            schedule: self.schedule,
        }
    }
}
