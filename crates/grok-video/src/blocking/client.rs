//! Everything for one key at one base, for threads that may block.

#[cfg(feature = "ledger")]
use std::future::Future;
use std::time::Duration;

use grok_video_poller::{Adaptive, Budget, Event, Forecast, Outcome, Schedule, Snapshot};
use grok_video_save::{Destination, Saved};
#[cfg(all(feature = "ring", feature = "webpki-roots"))]
use grok_video_transport::{ApiKey, BaseUrl};
use grok_video_transport::{Error, Progress};
use grok_video_types::{CreateVideo, TaskId, VideoTask};

use super::Generate;
#[cfg(feature = "ledger")]
use super::Resume;
use super::runtime::Runtime;
use super::watched::Watched;
use crate::{ClientBuilder, ConfigError, GenerateError, NotSaved, Target};

/// Makes videos: creates tasks, waits for them, saves their results, and blocks until that is done.
///
/// Clones share their connections and their runtime. Settings are those of [`ClientBuilder`], which
/// [`build_blocking`](ClientBuilder::build_blocking) turns into such a client.
#[derive(Debug, Clone)]
pub struct Client {
    inner: crate::Client,
    runtime: Runtime,
}

impl ClientBuilder {
    /// Makes a client that blocks.
    ///
    /// # Errors
    /// When the system gives no runtime.
    ///
    /// # Panics
    /// When the system gives no thread.
    pub fn build_blocking(self) -> Result<Client, ConfigError> {
        let runtime = Runtime::start()?;
        let inner = self.build();
        Ok(Client { inner, runtime })
    }
}

/// Calls that wait panic on a thread that drives asynchronous tasks.
impl Client {
    /// Makes a client from the environment, as [`crate::Client::from_env`] does.
    ///
    /// # Errors
    /// When the key is missing, it or the base URL is not usable, or the system gives no runtime.
    #[cfg(all(feature = "ring", feature = "webpki-roots"))]
    pub fn from_env() -> Result<Self, ConfigError> {
        let roots = grok_video_transport::Roots::webpki();
        crate::Client::builder_from_env(roots)?.build_blocking()
    }

    /// Makes a client for `base` with the defaults and Mozilla's roots.
    ///
    /// # Errors
    /// When the system gives no runtime.
    #[cfg(all(feature = "ring", feature = "webpki-roots"))]
    pub fn new(base: BaseUrl, key: ApiKey) -> Result<Self, ConfigError> {
        let roots = grok_video_transport::Roots::webpki();
        crate::Client::builder(base, key, roots).build_blocking()
    }

    /// Returns when the client asks.
    #[must_use]
    pub fn schedule(&self) -> &Schedule {
        self.inner.schedule()
    }

    /// Returns a copy of what was learned of how long tasks take, where the client
    /// [learns](ClientBuilder::adaptive).
    #[must_use]
    pub fn learned(&self) -> Option<Adaptive> {
        self.inner.learned()
    }

    /// Returns how long the task that `request` makes is expected to take, as [`crate::Client::forecast`] does.
    #[must_use]
    pub fn forecast(&self, request: &CreateVideo) -> Forecast {
        self.inner.forecast(request)
    }

    /// Creates a task; this costs money, and it is sent once.
    ///
    /// # Errors
    /// Where the error says [`outcome_unknown`](Error::outcome_unknown), the task may exist and be
    /// paid: don't call again before you know.
    #[track_caller]
    pub fn create(&self, request: &CreateVideo) -> Result<VideoTask, Error> {
        self.runtime.block_on(self.inner.create(request))
    }

    /// Asks once for the state of the task `id`.
    ///
    /// # Errors
    /// When no task came back; [`wait`](Self::wait) knows which errors pass by themselves.
    #[track_caller]
    pub fn query(&self, id: &TaskId) -> Result<VideoTask, Error> {
        self.runtime.block_on(self.inner.query(id))
    }

    /// Waits for the end of the task `id` by the client's schedule.
    #[track_caller]
    #[must_use]
    pub fn wait(&self, id: &TaskId) -> Outcome {
        self.runtime.block_on(self.inner.wait(id))
    }

    /// Waits like [`wait`](Self::wait) for a task that was created just now, of which "not found"
    /// may mean "not yet known everywhere".
    #[track_caller]
    #[must_use]
    pub fn wait_created(&self, id: &TaskId) -> Outcome {
        self.runtime.block_on(self.inner.wait_created(id))
    }

    /// Waits like [`wait_created`](Self::wait_created) for the task `id` that `request` made just now, as
    /// [`crate::Client::wait_created_by`] does.
    #[track_caller]
    #[must_use]
    pub fn wait_created_by(&self, request: &CreateVideo, id: &TaskId) -> Outcome {
        self.runtime
            .block_on(self.inner.wait_created_by(request, id))
    }

    /// Returns what each poll of the task `id` brings, and blocks for each; the last event is
    /// [`Finished`](grok_video_poller::EventKind::Finished) and holds the outcome.
    ///
    /// Nothing is asked but in `next`: who takes long between two events is late for the second.
    ///
    /// ```no_run
    /// # fn example(client: grok_video::blocking::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// for event in client.watch(&"video_1".parse()?) {
    ///     println!("{event}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn watch(&self, id: &TaskId) -> impl Iterator<Item = Event> + Send + use<> {
        let _inside = self.runtime.enter();
        Watched::new(self.inner.watch(id), &self.runtime)
    }

    /// Watches like [`watch`](Self::watch) a task that was created just now, of which "not found"
    /// may mean "not yet known everywhere".
    pub fn watch_created(&self, id: &TaskId) -> impl Iterator<Item = Event> + Send + use<> {
        let _inside = self.runtime.enter();
        Watched::new(self.inner.watch_created(id), &self.runtime)
    }

    /// Watches like [`watch_created`](Self::watch_created) the task `id` that `request` made just now, as
    /// [`crate::Client::watch_created_by`] does.
    pub fn watch_created_by(
        &self,
        request: &CreateVideo,
        id: &TaskId,
    ) -> impl Iterator<Item = Event> + Send + use<> {
        let _inside = self.runtime.enter();
        Watched::new(self.inner.watch_created_by(request, id), &self.runtime)
    }

    /// Watches like [`watch`](Self::watch), going on from the
    /// [checkpoint](grok_video_poller::Outcome::checkpoint) of an outcome that left the task
    /// unfinished, or from a snapshot, `away` later.
    pub fn watch_from(
        &self,
        checkpoint: Snapshot,
        away: Duration,
    ) -> impl Iterator<Item = Event> + Send + use<> {
        let _inside = self.runtime.enter();
        Watched::new(self.inner.watch_from(checkpoint, away), &self.runtime)
    }

    /// Returns what each poll of many tasks brings, each event with the id of its task, and blocks for each, as
    /// [`crate::Client::watch_all`] says.
    ///
    /// Nothing is asked but in `next`: who takes long between two events makes all tasks be asked for slowly.
    pub fn watch_all<I: IntoIterator<Item = TaskId>>(
        &self,
        ids: I,
        budget: Budget,
    ) -> impl Iterator<Item = (TaskId, Event)> + Send + use<I> {
        let _inside = self.runtime.enter();
        Watched::new(self.inner.watch_all(ids, budget), &self.runtime)
    }

    /// Saves the result of a completed task at `destination`, whole or not at all, as
    /// [`crate::Client::save`] does.
    ///
    /// # Errors
    /// A [`NotSaved`] that says why.
    #[track_caller]
    pub fn save(&self, task: &VideoTask, destination: Destination) -> Result<Saved, NotSaved> {
        self.runtime.block_on(self.inner.save(task, destination))
    }

    /// Saves like [`save`](Self::save), and tells `on_progress` what has come so far.
    ///
    /// # Errors
    /// As [`save`](Self::save).
    #[track_caller]
    pub fn save_with_progress(
        &self,
        task: &VideoTask,
        destination: Destination,
        on_progress: impl FnMut(Progress),
    ) -> Result<Saved, NotSaved> {
        let saved = self
            .inner
            .save_with_progress(task, destination, on_progress);
        self.runtime.block_on(saved)
    }

    /// Saves the result of a completed task where `target` says, as [`crate::Client::save_to`] does.
    ///
    /// # Errors
    /// As [`crate::Client::save_to`].
    #[track_caller]
    pub fn save_to(
        &self,
        task: &VideoTask,
        target: &Target,
        on_progress: impl FnMut(Progress),
    ) -> Result<Saved, NotSaved> {
        let saved = self.inner.save_to(task, target, on_progress);
        self.runtime.block_on(saved)
    }

    /// Makes sure that results can be saved where `target` says, as [`crate::Client::check`] does.
    ///
    /// # Errors
    /// As [`crate::Client::check`].
    #[track_caller]
    pub fn check(&self, target: &Target) -> Result<(), GenerateError> {
        self.runtime.block_on(self.inner.check(target))
    }

    /// Creates a task, waits for it and saves it: `client.generate(request).save_to("a.mp4").run()`.
    #[must_use = "nothing happens until it is run"]
    pub fn generate(&self, request: CreateVideo) -> Generate {
        Generate::new(self.inner.generate(request), &self.inner, &self.runtime)
    }

    /// Writes down what is to be made, and sends nothing, as [`crate::Client::submit_all`] does.
    ///
    /// # Errors
    /// As [`crate::Client::submit_all`].
    #[cfg(feature = "ledger")]
    #[track_caller]
    pub fn submit_all(
        &self,
        orders: impl IntoIterator<Item = Generate>,
    ) -> Result<Vec<crate::ledger::Submitted>, GenerateError> {
        let orders = orders.into_iter().map(Generate::into_inner);
        self.runtime.block_on(self.inner.submit_all(orders))
    }

    /// Tells the ledger what was found out about tasks without it, as [`crate::Client::note_ended`] does.
    ///
    /// # Errors
    /// As [`crate::Client::note_ended`].
    #[cfg(feature = "ledger")]
    #[track_caller]
    pub fn note_ended(&self, found: &[crate::Found]) -> Result<usize, crate::ledger::LedgerError> {
        let noted = self.inner.note_ended(found);
        self.runtime.finish(&self.inner, noted)
    }

    /// Returns the name under which its tasks stand in the ledger, where the client has one.
    #[cfg(feature = "ledger")]
    #[must_use]
    pub fn account(&self) -> Option<&crate::ledger::Account> {
        self.inner.account()
    }

    /// Goes on with everything that the ledger has unfinished: after a crash, a reboot or Ctrl-C, or where it was
    /// only [submitted](Generate::submit).
    #[cfg(feature = "ledger")]
    pub fn resume(&self) -> Resume {
        Resume::new(self.inner.resume(), &self.inner, &self.runtime)
    }

    /// Returns the ledger, where the client has one; [`block_on`](Self::block_on) makes its calls.
    #[cfg(feature = "ledger")]
    #[must_use]
    pub fn ledger(&self) -> Option<&std::sync::Arc<dyn crate::ledger::Ledger>> {
        self.inner.ledger()
    }

    /// Runs `future` to its end on the client's runtime: for calls of its ledger, which have no other form.
    ///
    /// ```no_run
    /// # fn example(client: grok_video::blocking::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use grok_video::ledger::Filter;
    /// if let Some(ledger) = client.ledger() {
    ///     for entry in client.block_on(ledger.list(Filter::default(), None, 100))? {
    ///         println!("{} {:?}: {}", entry.task, entry.client_ref, entry.state);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "ledger")]
    #[track_caller]
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(future)
    }
}
