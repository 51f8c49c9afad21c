//! The driver of many tasks as a task of tokio, with handles and a bounded queue of events.

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::sync::atomic::{AtomicU64, Ordering};
use core::task::{Context, Poll};

use futures_core::Stream;
use grok_video_types::TaskId;
use tokio::sync::{mpsc, oneshot};

use super::fleet_worker::{Command, Worker};
use super::{TokioTimer, watch_all};
use crate::{
    Fleet, FleetEvent, FleetSnapshot, Observation, Snapshot, TaskKey, Tick, Timer as _, Watch,
};

/// How many commands may wait: who gives more waits.
const N_COMMANDS: usize = 64;

/// Watches a fleet in a task of tokio of its own; the events come out of a queue of at most `capacity`.
///
/// The ticks of the fleet's watches must have come from the same `timer`.
///
/// Where the queue is full, no end is lost and none is thrown away: until there is room, no query is begun,
/// and only what was in flight is taken. What tasks do meanwhile is not told, and
/// [`n_dropped`](FleetEvents::n_dropped) counts it.
///
/// The task ends when the events are dropped, and when all handles are dropped and nothing is left to do. Where the
/// key is refused then, nobody is left who could bring another one, and all tasks end as denied.
///
/// # Panics
/// Outside a tokio runtime whose time is enabled, or when `capacity` is zero.
///
/// ```
/// use grok_video_poller::{
///     Budget, EventKind, Fleet, Observation, Schedule, TokioTimer, Watch, spawn_fleet,
/// };
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let fleet = Fleet::new(Budget::default());
/// let (handle, mut events) = spawn_fleet(fleet, TokioTimer::new(), 100, |id| async move {
///     // Ask the service with whatever HTTP client you have.
///     let body = format!(r#"{{"id":"{id}","status":"failed","error":"invalid prompt"}}"#);
///     Observation::http(200, body.as_bytes())
/// });
/// let watch = Watch::new("video_1".parse()?, Schedule::default(), handle.now());
/// handle.add(watch, "cat.mp4").await?;
/// drop(handle);
/// while let Some(told) = events.next().await {
///     if let EventKind::Finished(outcome) = told.event.kind {
///         println!("{}: {outcome}", told.label);
///     }
/// }
/// # Ok(())
/// # }
/// ```
pub fn spawn_fleet<T, Q, F>(
    fleet: Fleet<T>,
    timer: TokioTimer,
    capacity: usize,
    query: Q,
) -> (FleetHandle<T>, FleetEvents<T>)
where
    T: Clone + Send + Sync + 'static,
    Q: FnMut(TaskId) -> F + Send + 'static,
    F: Future<Output: Into<Observation>> + Send + 'static,
{
    let (give, commands) = mpsc::channel(N_COMMANDS);
    let (tell, told) = mpsc::channel(capacity);
    let n_dropped = Arc::new(AtomicU64::new(0));
    let watching = watch_all(fleet, timer, query);
    let worker = Worker::new(watching, commands, tell, Arc::clone(&n_dropped));
    tokio::spawn(worker.run());
    let handle = FleetHandle {
        commands: give,
        timer,
    };
    let events = FleetEvents {
        events: told,
        n_dropped,
    };
    (handle, events)
}

/// Commands a fleet that runs in a task of its own; [`spawn_fleet`] makes it, and clones serve the same.
pub struct FleetHandle<T> {
    commands: mpsc::Sender<Command<T>>,
    timer: TokioTimer,
}

/// Says that the fleet's task has ended: its events were dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FleetStopped;

impl<T> FleetHandle<T> {
    /// Returns the current time on the fleet's clock, for the watches that are added.
    #[must_use]
    pub fn now(&self) -> Tick {
        self.timer.now()
    }

    /// Takes a watch in; see [`Fleet::add`].
    ///
    /// # Errors
    /// When the fleet's task has ended.
    ///
    /// # Cancel safety
    /// Where the future is dropped, the watch may have been taken in: its events come, and nobody has its key.
    pub async fn add(&self, watch: Watch, label: T) -> Result<TaskKey, FleetStopped> {
        let (reply, key) = oneshot::channel();
        let command = Command::Add(Box::new(watch), label, reply);
        self.give(command).await?;
        key.await.map_err(|_| FleetStopped)
    }

    /// Ends the watch of one task and drops its query in flight; the outcome comes with the events. Without
    /// effect where the task has ended already.
    ///
    /// # Errors
    /// When the fleet's task has ended.
    pub async fn cancel(&self, key: TaskKey) -> Result<(), FleetStopped> {
        self.give(Command::Cancel(key)).await
    }

    /// Goes on after a refused key; see [`Fleet::resume`].
    ///
    /// # Errors
    /// When the fleet's task has ended.
    pub async fn resume(&self) -> Result<(), FleetStopped> {
        self.give(Command::Resume).await
    }

    /// Gives up after a refused key; see [`Fleet::deny`].
    ///
    /// # Errors
    /// When the fleet's task has ended.
    pub async fn deny(&self) -> Result<(), FleetStopped> {
        self.give(Command::Deny).await
    }

    /// Returns what a later fleet can go on from; see [`Fleet::snapshot`]. What waits in the queue of events
    /// has been told, and is not in it.
    ///
    /// # Errors
    /// When the fleet's task has ended.
    pub async fn snapshot(&self) -> Result<FleetSnapshot<T>, FleetStopped> {
        let (reply, snapshot) = oneshot::channel();
        self.give(Command::Snapshot(reply)).await?;
        snapshot.await.map_err(|_| FleetStopped)
    }

    /// Returns what a later watch of one task can go on from; see [`Fleet::snapshot_of`]. `None` where its end has
    /// been told, or waits in the queue of events.
    ///
    /// # Errors
    /// When the fleet's task has ended.
    pub async fn snapshot_of(&self, key: TaskKey) -> Result<Option<Snapshot>, FleetStopped> {
        let (reply, snapshot) = oneshot::channel();
        self.give(Command::SnapshotOf(key, reply)).await?;
        snapshot.await.map_err(|_| FleetStopped)
    }

    /// Waits for a turn of the budget, for one call of the caller's own that the service counts as well, as one that
    /// creates a task; see [`Fleet::want_turn`]. Who asks first has the first turn. While the key is refused none is
    /// given, nor while an end waits for room in the queue of events: whoever waits here must not be who takes these.
    ///
    /// # Errors
    /// When the fleet's task has ended.
    ///
    /// # Cancel safety
    /// Dropping the future gives up the place; a turn that comes in the same moment is lost.
    ///
    /// ```
    /// # use grok_video_poller::{Budget, Fleet, Observation, TokioTimer, spawn_fleet};
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let query = |_| async { Observation::timed_out() };
    /// let fleet = Fleet::<&str>::new(Budget::default());
    /// let (handle, events) = spawn_fleet(fleet, TokioTimer::new(), 100, query);
    /// handle.turn().await?;
    /// // Create a task now, and add it.
    /// # drop(events);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn turn(&self) -> Result<(), FleetStopped> {
        let (reply, turn) = oneshot::channel();
        self.give(Command::Turn(reply)).await?;
        turn.await.map_err(|_| FleetStopped)
    }

    async fn give(&self, command: Command<T>) -> Result<(), FleetStopped> {
        let given = self.commands.send(command).await;
        given.map_err(|_| FleetStopped)
    }
}

impl<T> Clone for FleetHandle<T> {
    fn clone(&self) -> Self {
        Self {
            commands: self.commands.clone(),
            timer: self.timer,
        }
    }
}

impl<T> fmt::Debug for FleetHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FleetHandle").finish_non_exhaustive()
    }
}

impl fmt::Display for FleetStopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the fleet's task has ended, as nobody takes its events; start another one")
    }
}

impl core::error::Error for FleetStopped {}

/// Receives what becomes of the tasks of a fleet; [`spawn_fleet`] makes it.
#[derive(Debug)]
pub struct FleetEvents<T> {
    events: mpsc::Receiver<FleetEvent<T>>,
    n_dropped: Arc<AtomicU64>,
}

impl<T> FleetEvents<T> {
    /// Waits for the next event; `None` where the fleet's task has ended. Dropping the future loses none.
    pub async fn next(&mut self) -> Option<FleetEvent<T>> {
        self.events.recv().await
    }

    /// Returns how many events had no room: never the end of a task, nor a pause.
    #[must_use]
    pub fn n_dropped(&self) -> u64 {
        self.n_dropped.load(Ordering::Relaxed)
    }
}

impl<T> Stream for FleetEvents<T> {
    type Item = FleetEvent<T>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<FleetEvent<T>>> {
        self.get_mut().events.poll_recv(context)
    }
}
