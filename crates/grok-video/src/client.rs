//! Everything for one key at one base.

use std::time::Duration;

use futures_core::Stream;
use grok_video_poller::{
    Adaptive, Budget, Event, Forecast, JobClass, Outcome, Schedule, Snapshot, Timer, TokioTimer,
    Watch, wait, watch,
};
use grok_video_save::{Destination, Saved};
use grok_video_transport::{Error, Progress};
use grok_video_types::{CreateVideo, TaskId, VideoTask};

use crate::access::Access;
use crate::learning::Noting;
use crate::{Generate, GenerateError, NotSaved, Target, WatchingAll, observation, spot};

/// Makes videos: creates tasks, waits for them, saves their results.
///
/// Clones share their connections. It needs a tokio runtime with time and I/O enabled, and always the same one.
#[derive(Debug, Clone)]
pub struct Client {
    pub(crate) access: Access,
    #[cfg(feature = "ledger")]
    pub(crate) desk: Option<std::sync::Arc<crate::work::Desk>>,
}

impl Client {
    /// Returns when the client asks.
    #[must_use]
    pub fn schedule(&self) -> &Schedule {
        &self.access.schedule
    }

    /// Returns a copy of what was learned of how long tasks take, where the client
    /// [learns](crate::ClientBuilder::adaptive). It is stored with serde, and goes to the next client.
    #[must_use]
    pub fn learned(&self) -> Option<Adaptive> {
        self.access.learning.learned()
    }

    /// Returns how long the task that `request` makes is expected to take: from what was
    /// [learned](crate::ClientBuilder::adaptive) of such tasks, and else from the provider's figures
    /// ([`UsualTime`](grok_video_poller::UsualTime)).
    ///
    /// ```
    /// # fn example(client: grok_video::Client, request: grok_video::CreateVideo) {
    /// use std::time::Duration;
    /// let forecast = client.forecast(&request);
    /// let half_over = forecast.quantile(0.5);
    /// let after_a_minute = forecast.remaining(Duration::from_secs(60));
    /// # let _ = (half_over, after_a_minute);
    /// # }
    /// ```
    #[must_use]
    pub fn forecast(&self, request: &CreateVideo) -> Forecast {
        self.access.learning.forecast_for(request)
    }

    /// Creates a task; this costs money, and it is sent once.
    ///
    /// # Errors
    /// Where the error says [`outcome_unknown`](Error::outcome_unknown), the task may exist and be
    /// paid: don't call again before you know.
    ///
    /// # Cancel safety
    /// None: a call whose future is dropped may have been taken and paid, and nobody hears its id.
    pub async fn create(&self, request: &CreateVideo) -> Result<VideoTask, Error> {
        self.access.create(request).await
    }

    /// Asks once for the state of the task `id`.
    ///
    /// # Errors
    /// When no task came back; [`wait`](Self::wait) knows which errors pass by themselves.
    pub async fn query(&self, id: &TaskId) -> Result<VideoTask, Error> {
        Ok(self.access.transport.query(id).await?.task)
    }

    /// Waits for the end of the task `id` by the client's schedule.
    ///
    /// # Cancel safety
    /// Dropping the future ends the waiting; nothing runs on, and nothing is lost.
    pub async fn wait(&self, id: &TaskId) -> Outcome {
        let (machine, timer) = self.access.watch(id);
        wait(machine, timer, observation::query(&self.access.transport)).await
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
        let (machine, timer) = self.access.watch(id);
        watch(machine, timer, observation::query(&self.access.transport))
    }

    /// Streams like [`watch`](Self::watch) for a task that was created just now, of which "not
    /// found" may mean "not yet known everywhere".
    pub fn watch_created(&self, id: &TaskId) -> impl Stream<Item = Event> + Send + Unpin + use<> {
        let (machine, timer) = self.access.watch(id);
        watch(
            machine.just_created(),
            timer,
            observation::query(&self.access.transport),
        )
    }

    /// Streams like [`watch`](Self::watch), going on from the
    /// [checkpoint](grok_video_poller::Outcome::checkpoint) of an outcome that left the task
    /// unfinished, or from a snapshot, `away` later.
    pub fn watch_from(
        &self,
        checkpoint: Snapshot,
        away: Duration,
    ) -> impl Stream<Item = Event> + Send + Unpin + use<> {
        let timer = TokioTimer::new();
        let machine = Watch::restore(checkpoint, timer.now(), away);
        watch(machine, timer, observation::query(&self.access.transport))
    }

    /// Waits like [`wait`](Self::wait) for a task that was created just now, of which "not found"
    /// may mean "not yet known everywhere".
    pub async fn wait_created(&self, id: &TaskId) -> Outcome {
        self.access.wait_created(id).await
    }

    /// Waits like [`wait_created`](Self::wait_created) for the task `id` that `request` made just now: a client that
    /// [learns](crate::ClientBuilder::adaptive) plans its polls, and learns from it.
    pub async fn wait_created_by(&self, request: &CreateVideo, id: &TaskId) -> Outcome {
        self.access.wait_created_by(request, id).await
    }

    /// Streams like [`watch_created`](Self::watch_created) for the task `id` that `request` made just now: a client
    /// that [learns](crate::ClientBuilder::adaptive) plans its polls, and learns from it.
    ///
    /// ```no_run
    /// # async fn example(client: grok_video::Client, request: grok_video::CreateVideo)
    /// # -> Result<(), grok_video::Error> {
    /// let task = client.create(&request).await?;
    /// let events = client.watch_created_by(&request, task.id());
    /// # let _ = events;
    /// # Ok(())
    /// # }
    /// ```
    pub fn watch_created_by(
        &self,
        request: &CreateVideo,
        id: &TaskId,
    ) -> impl Stream<Item = Event> + Send + Unpin + use<> {
        let class = JobClass::of(request);
        let (machine, timer) = self.access.watch_created(&class, id);
        Noting {
            events: watch(machine, timer, observation::query(&self.access.transport)),
            class,
            learning: self.access.learning.clone(),
        }
    }

    /// Streams what each poll of many tasks brings, each event with the id of its task; the last event of each is
    /// [`Finished`](grok_video_poller::EventKind::Finished) and holds its outcome. With the last one the stream ends.
    ///
    /// Each task is watched by the client's schedule, and all of them keep one `budget`: a poll comes late rather than
    /// too often. An id that comes twice is one task. Where the key is refused, one task tells of it
    /// ([`Paused`](grok_video_poller::EventKind::Paused)), and all that have not ended end as
    /// [`Denied`](grok_video_poller::Ending::Denied), each with a checkpoint.
    ///
    /// There is no queue: nothing is asked but while the stream is polled, so whoever polls it slowly makes all tasks be
    /// asked for slowly. Hand what takes long, as saving does, to a task of its own.
    ///
    /// # Cancel safety
    /// Dropping the stream ends all watches; nothing runs on.
    ///
    /// ```no_run
    /// # async fn example(client: grok_video::Client, ids: Vec<grok_video::TaskId>) {
    /// use std::{future::poll_fn, pin::pin};
    /// use futures_core::Stream;
    /// use grok_video::{Budget, EventKind};
    /// let mut events = pin!(client.watch_all(ids, Budget::default()));
    /// while let Some((id, event)) = poll_fn(|cx| events.as_mut().poll_next(cx)).await {
    ///     if let EventKind::Finished(outcome) = event.kind {
    ///         println!("{id}: {outcome}");
    ///     }
    /// }
    /// # }
    /// ```
    pub fn watch_all(&self, ids: impl IntoIterator<Item = TaskId>, budget: Budget) -> WatchingAll {
        WatchingAll::new(&self.access, ids, budget)
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
        self.access.save(task, destination, on_progress).await
    }

    /// Saves the result of a completed task where `target` says, on this machine or in object storage, and tells
    /// `on_progress` what has come so far.
    ///
    /// ```no_run
    /// # async fn example(client: grok_video::Client, task: grok_video::VideoTask)
    /// # -> Result<(), Box<dyn std::error::Error>> {
    /// use grok_video::Target;
    /// let target = Target::parse("s3://bucket/videos/");
    /// client.check(&target).await?;
    /// let saved = client.save_to(&task, &target, |_| {}).await?;
    /// # let _ = saved;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`save`](Self::save). Where storing failed for a reason that may pass, the object may be there by now: the next
    /// attempt finds that out.
    pub async fn save_to(
        &self,
        task: &VideoTask,
        target: &Target,
        on_progress: impl FnMut(Progress),
    ) -> Result<Saved, NotSaved> {
        self.access.save_to(task, target, on_progress).await
    }

    /// Makes sure that results can be saved where `target` says, before anything is paid for: [`Target::check`] for
    /// object storage as well.
    ///
    /// # Errors
    /// [`Destination`](GenerateError::Destination) on this machine, [`Storage`](GenerateError::Storage) in object storage.
    pub async fn check(&self, target: &Target) -> Result<(), GenerateError> {
        spot::check(&self.access.storage, target).await
    }

    /// Creates a task, waits for it and saves it: `client.generate(request).save_to("a.mp4").await`.
    #[must_use = "nothing happens until it is awaited"]
    pub fn generate(&self, request: CreateVideo) -> Generate {
        let generate = Generate::new(self.access.clone(), request);
        #[cfg(feature = "ledger")]
        let generate = generate.at(self.desk.clone());
        generate
    }

    /// Writes down what is to be made, and sends nothing: [`resume`](Self::resume) makes it. Nothing is written before it
    /// is sure of all that it can be saved; the tasks come back in this order.
    ///
    /// # Errors
    /// Those of [`Generate::submit`]. Of more than [`MAX_BATCH`](crate::ledger::MAX_BATCH), some may be written down
    /// already where the ledger fails.
    #[cfg(feature = "ledger")]
    pub async fn submit_all(
        &self,
        orders: impl IntoIterator<Item = Generate>,
    ) -> Result<Vec<crate::ledger::Submitted>, GenerateError> {
        let desk = self.desk.as_ref();
        let desk = desk.ok_or_else(|| GenerateError::Ledger(crate::work::Desk::none()))?;
        let orders = orders.into_iter().map(Generate::order);
        crate::work::Order::submit_all(orders, desk).await
    }

    /// Goes on with everything that the ledger has unfinished: after a crash, a reboot or Ctrl-C, or where it was
    /// only [submitted](Generate::submit).
    #[cfg(feature = "ledger")]
    pub fn resume(&self) -> crate::Resume {
        crate::Resume::new(self.desk.clone())
    }

    /// Tells the ledger what was found out about tasks without it, as by [`wait`](Self::wait): those that it knows, that
    /// are not over and that nobody has in hand become completed, saved (wherever that was) or failed. Returns how many
    /// these were; without a ledger, none. What was completed and not saved is left to whoever resumes, where the ledger
    /// has a destination for it.
    ///
    /// ```no_run
    /// # async fn example(client: grok_video::Client, id: grok_video::TaskId) -> Result<(), Box<dyn std::error::Error>> {
    /// use grok_video::{Ending, Found, Target};
    /// let outcome = client.wait(&id).await;
    /// let mut found = Found::new(&outcome);
    /// if let Ending::Completed { task, .. } = &outcome.ending {
    ///     let place = Target::parse("videos/").destination(&id)?;
    ///     if let Ok(saved) = client.save(task, place).await {
    ///         found = found.with_saved(saved);
    ///     }
    /// }
    /// client.note_ended(&[found]).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// ```no_run
    /// # async fn example(client: grok_video::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use grok_video::Found;
    /// let outcome = client.wait(&"video_1".parse()?).await;
    /// client.note_ended(&[Found::new(&outcome)]).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Where the ledger can't be asked or written; some may have been noted by then.
    #[cfg(feature = "ledger")]
    pub async fn note_ended(
        &self,
        found: &[crate::Found],
    ) -> Result<usize, crate::ledger::LedgerError> {
        match &self.desk {
            Some(desk) => crate::work::note_ended(desk, found).await,
            None => Ok(0),
        }
    }

    /// Waits until what was left in the middle is written into the ledger and its session is closed, if nothing is in
    /// hand. A program that ends its runtime and goes on does this first; whatever ends with its process needs none of
    /// it.
    #[cfg(feature = "ledger")]
    pub async fn close(&self) {
        if let Some(desk) = &self.desk {
            desk.close().await;
        }
    }

    /// Returns the name under which its tasks stand in the ledger, where the client has one.
    #[cfg(feature = "ledger")]
    #[must_use]
    pub fn account(&self) -> Option<&crate::ledger::Account> {
        self.desk.as_deref().map(crate::work::Desk::account)
    }

    /// Returns the ledger, where the client has one.
    #[cfg(feature = "ledger")]
    #[must_use]
    pub fn ledger(&self) -> Option<&std::sync::Arc<dyn crate::ledger::Ledger>> {
        self.desk.as_deref().map(crate::work::Desk::ledger)
    }
}
