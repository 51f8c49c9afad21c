//! All tasks of a shift in one fleet, so that they keep one budget.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use grok_video_poller::{
    Budget, Event, EventKind, Fleet, FleetEvents, FleetHandle, FleetStopped, Observation,
    PollErrorKind, Snapshot, TaskKey, Tick, TokioTimer, Watch, spawn_fleet,
};
use grok_video_types::ApiErrorKind;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use super::calls::Calls;
use crate::access::Access;
use crate::observation::{self, QueryFuture};

/// How many events may wait to be passed on.
const CAPACITY: usize = 1024;

/// How long a poll waits to be granted: a small part of the time that it has.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// What is said of a poll that was not granted.
const NOT_GRANTED: &[u8] =
    br#"{"message":"the calls of the account are used up by all its workers, or halted"}"#;

/// Numbers the watches of a shift: a task that is watched again has another number, and hears nothing of the old watch.
type WatchNo = u64;

type Listeners = Arc<Mutex<HashMap<WatchNo, mpsc::UnboundedSender<Event>>>>;

/// Polls for all tasks of a shift.
#[derive(Debug)]
pub(super) struct Polls {
    fleet: FleetHandle<WatchNo>,
    listeners: Listeners,
    n_watches: AtomicU64,
    passing_on: AbortHandle,
}

/// Hears what the polls of one task bring; dropped, it ends them.
#[derive(Debug)]
pub(super) struct Listening {
    number: WatchNo,
    key: Option<TaskKey>,
    fleet: FleetHandle<WatchNo>,
    listeners: Listeners,
    events: mpsc::UnboundedReceiver<Event>,
}

impl Polls {
    /// Starts to poll within `budget`, and where other workers share the account's calls, as far as those are granted.
    pub(super) fn start(access: &Access, budget: Budget, calls: Option<Calls>) -> Self {
        let mut query = observation::query(&access.transport);
        let query = move |id| match calls.clone() {
            Some(calls) => Box::pin(granted(calls, query(id))),
            None => query(id),
        };
        let (fleet, events) = spawn_fleet(Fleet::new(budget), TokioTimer::new(), CAPACITY, query);
        let listeners = Listeners::default();
        let passing_on = tokio::spawn(pass_on(events, fleet.clone(), listeners.clone()));
        Self {
            fleet,
            listeners,
            n_watches: AtomicU64::new(0),
            passing_on: passing_on.abort_handle(),
        }
    }

    /// Returns the time of the watches that are listened to.
    pub(super) fn now(&self) -> Tick {
        self.fleet.now()
    }

    /// Waits until the budget has room for a call that is no poll.
    pub(super) async fn turn(&self) -> Result<(), FleetStopped> {
        self.fleet.turn().await
    }

    /// Begins to poll for a task.
    pub(super) async fn listen(&self, watch: Watch) -> Result<Listening, FleetStopped> {
        let (tell, events) = mpsc::unbounded_channel();
        let number = self.n_watches.fetch_add(1, Ordering::Relaxed);
        let mut listening = Listening {
            number,
            key: None,
            fleet: self.fleet.clone(),
            listeners: self.listeners.clone(),
            events,
        };
        lock(&self.listeners).insert(number, tell);
        listening.key = Some(self.fleet.add(watch, number).await?);
        Ok(listening)
    }
}

impl Drop for Polls {
    fn drop(&mut self) {
        // With its events dropped, the fleet ends.
        self.passing_on.abort();
    }
}

/// Asks once a call has been granted. Where none is to be had, the poll is put off as the service itself would do it, by
/// an answer that says when to come back, and which counts as no failure.
async fn granted(calls: Calls, query: QueryFuture) -> Observation {
    if let Err(wait) = calls.take_within(LONGEST_WAIT).await {
        return Observation::http(429, NOT_GRANTED).with_retry_after(wait);
    }
    let observation = query.await;
    if let Some(error) = observation.error()
        && error.kind == PollErrorKind::Api(ApiErrorKind::RateLimited)
    {
        calls.halt(observation.retry_after(), &error.message).await;
    }
    observation
}

/// Passes each event on to who listens to its task.
async fn pass_on(
    mut events: FleetEvents<WatchNo>,
    fleet: FleetHandle<WatchNo>,
    listeners: Listeners,
) {
    while let Some(told) = events.next().await {
        if matches!(told.event.kind, EventKind::Paused(_)) {
            // Another key takes another client: all are left as they are, for later.
            let _ = fleet.deny().await;
        }
        let listener = lock(&listeners).get(&told.label).cloned();
        if listener.is_none_or(|listener| listener.send(told.event).is_err()) {
            // Nobody listens any more.
            let _ = fleet.cancel(told.key).await;
        }
    }
}

fn lock(
    listeners: &Listeners,
) -> std::sync::MutexGuard<'_, HashMap<WatchNo, mpsc::UnboundedSender<Event>>> {
    listeners.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Listening {
    /// Waits for the next event; `None` where the fleet has ended with its runtime.
    pub(super) async fn next(&mut self) -> Option<Event> {
        let event = self.events.recv().await;
        if matches!(event.as_ref()?.kind, EventKind::Finished(_)) {
            // There is nothing left to cancel.
            self.key = None;
        }
        event
    }

    /// Returns what a later watch can go on from.
    pub(super) async fn snapshot(&self) -> Option<Snapshot> {
        self.fleet.snapshot_of(self.key?).await.ok().flatten()
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        lock(&self.listeners).remove(&self.number);
        if let Some(key) = self.key
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            let fleet = self.fleet.clone();
            runtime.spawn(async move { fleet.cancel(key).await });
        }
    }
}
