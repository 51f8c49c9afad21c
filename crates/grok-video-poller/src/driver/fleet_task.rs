//! The driver of many tasks as a task of tokio, with handles and a bounded queue of events.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::sync::Arc;
use core::fmt;
use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::sync::atomic::{AtomicU64, Ordering};
use core::task::{Context, Poll};

use futures_core::Stream;
use grok_video_types::TaskId;
use tokio::sync::{mpsc, oneshot};

use super::{FleetWatching, TokioTimer, watch_all};
use crate::{
    EventKind, Fleet, FleetEvent, FleetSnapshot, Observation, Snapshot, TaskKey, Tick, Timer as _,
    Watch,
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
    let worker = Worker {
        watching: watch_all(fleet, timer, query),
        commands: Some(commands),
        events: tell,
        waiting: VecDeque::new(),
        n_dropped: Arc::clone(&n_dropped),
    };
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

enum Command<T> {
    Add(Box<Watch>, T, oneshot::Sender<TaskKey>),
    Cancel(TaskKey),
    Resume,
    Deny,
    Snapshot(oneshot::Sender<FleetSnapshot<T>>),
    SnapshotOf(TaskKey, oneshot::Sender<Option<Snapshot>>),
}

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

/// What runs in the fleet's task.
struct Worker<T, Q, F> {
    watching: FleetWatching<T, TokioTimer, Q, F>,
    /// `None` where no handle is left.
    commands: Option<mpsc::Receiver<Command<T>>>,
    events: mpsc::Sender<FleetEvent<T>>,
    /// What must be told as soon as there is room.
    waiting: VecDeque<FleetEvent<T>>,
    n_dropped: Arc<AtomicU64>,
}

/// What a worker is to do next.
enum Step<T> {
    Obey(Option<Command<T>>),
    Tell(FleetEvent<T>),
    /// There is room for an event, or nobody takes any more.
    Room(bool),
    /// Nothing is left to do, nor anybody who could give more.
    End,
}

impl<T, Q, F> Worker<T, Q, F>
where
    T: Clone + Send + Sync + 'static,
    Q: FnMut(TaskId) -> F + Send + 'static,
    F: Future<Output: Into<Observation>> + Send + 'static,
{
    async fn run(mut self) {
        loop {
            match self.step().await {
                Step::Obey(Some(command)) => self.obey(command),
                Step::Obey(None) => self.commands = None,
                Step::Tell(event) => self.tell(event),
                Step::Room(true) => self.tell_waiting(),
                Step::Room(false) | Step::End => return,
            }
        }
    }

    async fn step(&mut self) -> Step<T> {
        let Self {
            watching,
            commands,
            events,
            waiting,
            ..
        } = self;
        let is_full = !waiting.is_empty();
        let mut closed = core::pin::pin!(events.closed());
        let mut room = core::pin::pin!(events.reserve());
        poll_fn(|context| {
            if closed.as_mut().poll(context).is_ready() {
                return Poll::Ready(Step::Room(false));
            }
            if let Some(commands) = commands
                && let Poll::Ready(command) = commands.poll_recv(context)
            {
                return Poll::Ready(Step::Obey(command));
            }
            if is_full {
                if let Poll::Ready(permit) = room.as_mut().poll(context) {
                    return Poll::Ready(Step::Room(permit.is_ok()));
                }
                return watching.poll_answers(context).map(Step::Tell);
            }
            match Pin::new(&mut *watching).poll_next(context) {
                Poll::Ready(Some(event)) => Poll::Ready(Step::Tell(event)),
                Poll::Ready(None) if commands.is_none() => {
                    if watching.fleet().paused().is_some() {
                        // Nobody is left who could bring another key.
                        watching.deny();
                        context.waker().wake_by_ref();
                        return Poll::Pending;
                    }
                    Poll::Ready(Step::End)
                }
                _ => Poll::Pending,
            }
        })
        .await
    }

    fn obey(&mut self, command: Command<T>) {
        match command {
            Command::Add(watch, label, reply) => {
                // Who no longer waits for the key has the label.
                let _ = reply.send(self.watching.add(*watch, label));
            }
            Command::Cancel(key) => {
                if let Some(end) = self.watching.cancel(key) {
                    self.tell(end);
                }
            }
            Command::Resume => self.watching.resume(),
            Command::Deny => self.watching.deny(),
            Command::Snapshot(reply) => {
                let _ = reply.send(self.watching.snapshot());
            }
            Command::SnapshotOf(key, reply) => {
                let _ = reply.send(self.watching.snapshot_of(key));
            }
        }
    }

    /// Tells an event, or keeps it where there is no room and it must not be lost.
    fn tell(&mut self, event: FleetEvent<T>) {
        let must_be_told = matches!(
            event.event.kind,
            EventKind::Finished(_) | EventKind::Paused(_)
        );
        if must_be_told {
            self.waiting.push_back(event);
            self.tell_waiting();
        } else if !self.waiting.is_empty() || self.events.try_send(event).is_err() {
            self.n_dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn tell_waiting(&mut self) {
        while let Some(event) = self.waiting.pop_front() {
            match self.events.try_send(event) {
                Ok(()) => {}
                Err(mpsc::error::TrySendError::Full(event)) => {
                    return self.waiting.push_front(event);
                }
                Err(mpsc::error::TrySendError::Closed(_)) => {}
            }
        }
    }
}
