//! What a fleet's task of tokio does: it obeys, waits, asks and tells.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::sync::Arc;
use core::future::{Future, poll_fn};
use core::sync::atomic::{AtomicU64, Ordering};
use core::task::Poll;

use grok_video_types::TaskId;
use tokio::sync::{mpsc, oneshot};

use super::fleet_watching::News;
use super::{FleetWatching, TokioTimer};
use crate::{EventKind, FleetEvent, FleetSnapshot, Observation, Snapshot, TaskKey, Watch};

/// What a handle asks for.
pub(super) enum Command<T> {
    Add(Box<Watch>, T, oneshot::Sender<TaskKey>),
    Cancel(TaskKey),
    Resume,
    Deny,
    Snapshot(oneshot::Sender<FleetSnapshot<T>>),
    SnapshotOf(TaskKey, oneshot::Sender<Option<Snapshot>>),
    Turn(oneshot::Sender<()>),
}

/// What runs in the fleet's task.
pub(super) struct Worker<T, Q, F> {
    watching: FleetWatching<T, TokioTimer, Q, F>,
    /// `None` where no handle is left.
    commands: Option<mpsc::Receiver<Command<T>>>,
    events: mpsc::Sender<FleetEvent<T>>,
    /// What must be told as soon as there is room.
    waiting: VecDeque<FleetEvent<T>>,
    /// Who waits for a turn: as many as are asked for.
    turns: VecDeque<oneshot::Sender<()>>,
    n_dropped: Arc<AtomicU64>,
}

/// What a worker is to do next.
enum Step<T> {
    Obey(Option<Command<T>>),
    Tell(FleetEvent<T>),
    GiveTurn,
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
    pub(super) fn new(
        watching: FleetWatching<T, TokioTimer, Q, F>,
        commands: mpsc::Receiver<Command<T>>,
        events: mpsc::Sender<FleetEvent<T>>,
        n_dropped: Arc<AtomicU64>,
    ) -> Self {
        Self {
            watching,
            commands: Some(commands),
            events,
            waiting: VecDeque::new(),
            turns: VecDeque::new(),
            n_dropped,
        }
    }

    pub(super) async fn run(mut self) {
        loop {
            match self.step().await {
                Step::Obey(Some(command)) => self.obey(command),
                Step::Obey(None) => self.commands = None,
                Step::Tell(event) => self.tell(event),
                Step::GiveTurn => self.give_turn(),
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
            match watching.poll_news(context) {
                Poll::Ready(Some(News::Told(event))) => Poll::Ready(Step::Tell(event)),
                Poll::Ready(Some(News::Turn)) => Poll::Ready(Step::GiveTurn),
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
            Command::Turn(reply) => {
                self.watching.want_turn();
                self.turns.push_back(reply);
            }
        }
    }

    /// Gives a turn to the first who still waits for one.
    fn give_turn(&mut self) {
        while let Some(turn) = self.turns.pop_front() {
            if turn.send(()).is_ok() {
                break;
            }
            self.watching.waive_turn();
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
