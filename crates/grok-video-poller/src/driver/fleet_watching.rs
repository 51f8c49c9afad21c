//! The asynchronous driver of many tasks, on any runtime.

use alloc::boxed::Box;
use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use futures_core::{FusedStream, Stream};
use futures_util::stream::FuturesUnordered;
use grok_video_types::TaskId;

use super::Timer;
use crate::{
    Fleet, FleetEvent, FleetNext, FleetSnapshot, FleetTicket, Observation, Snapshot, TaskKey, Tick,
    Watch,
};

/// Streams what becomes of the tasks of `fleet`, asking `query` when it is time; the last event of each task
/// is [`Finished`](crate::EventKind::Finished) and holds its outcome.
///
/// The ticks of the fleet's watches must have come from the same `timer`. As many queries are in flight at
/// once as the budget allows; there is no queue, so whoever polls the stream slowly makes the fleet ask
/// slowly. It needs no `Send`, and is `Send` where all its parts are.
///
/// The stream ends where nothing is left to do, which is when there is no task, or when the key is refused
/// and no query is in flight: the event [`Paused`](crate::EventKind::Paused) told of that, and after
/// [`resume`](FleetWatching::resume) the stream goes on. It does so as well after
/// [`add`](FleetWatching::add).
///
/// A stream of events has no place for [turns](Fleet::want_turn): those that were asked for before are taken back.
/// `FleetHandle::turn` gives them.
///
/// # Cancel safety
/// Dropping the stream ends all watches and drops the queries in flight; nothing runs on.
///
#[cfg_attr(feature = "tokio", doc = "```")]
#[cfg_attr(not(feature = "tokio"), doc = "```ignore")]
/// use futures_util::StreamExt;
/// use grok_video_poller::{
///     Budget, EventKind, Fleet, Observation, Schedule, Timer, TokioTimer, Watch, watch_all,
/// };
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let timer = TokioTimer::new();
/// let mut watching = watch_all(Fleet::new(Budget::default()), timer, |id| async move {
///     // Ask the service with whatever HTTP client you have.
///     let body = format!(r#"{{"id":"{id}","status":"failed","error":"invalid prompt"}}"#);
///     Observation::http(200, body.as_bytes())
/// });
/// for (id, file) in [("video_1", "cat.mp4"), ("video_2", "dog.mp4")] {
///     let watch = Watch::new(id.parse()?, Schedule::default(), timer.now());
///     watching.add(watch, file);
/// }
/// while let Some(told) = watching.next().await {
///     if let EventKind::Finished(outcome) = told.event.kind {
///         println!("{}: {outcome}", told.label);
///     }
/// }
/// assert!(watching.fleet().is_empty());
/// # Ok(())
/// # }
/// ```
pub fn watch_all<T, C, Q, F>(mut fleet: Fleet<T>, timer: C, query: Q) -> FleetWatching<T, C, Q, F>
where
    T: Clone,
    C: Timer,
    Q: FnMut(TaskId) -> F,
    F: Future<Output: Into<Observation>>,
{
    while fleet.n_turns_wanted() > 0 {
        fleet.waive_turn();
    }
    FleetWatching {
        fleet,
        timer,
        query,
        sleep: None,
        has_rested: false,
        flights: FuturesUnordered::new(),
    }
}

/// Streams the events of a fleet; [`watch_all`] makes it.
#[must_use = "streams do nothing unless polled"]
pub struct FleetWatching<T, C: Timer, Q, F> {
    fleet: Fleet<T>,
    timer: C,
    query: Q,
    sleep: Option<(Tick, Pin<Box<C::Sleep>>)>,
    /// Whether the stream has ended, until it is told to go on.
    has_rested: bool,
    flights: FuturesUnordered<Flight<C::Sleep, F>>,
}

// Nothing in it is pinned in place: what must be pinned is boxed.
impl<T, C: Timer, Q, F> Unpin for FleetWatching<T, C, Q, F> {}

/// What a fleet has for its driver.
pub(super) enum News<T> {
    Told(FleetEvent<T>),
    /// A turn for a call of the caller's own.
    Turn,
}

/// A query in flight, with the time it has; an empty one is of a task that was cancelled.
struct Flight<S, F> {
    ticket: Option<FleetTicket>,
    query: Option<Pin<Box<F>>>,
    sleep: Pin<Box<S>>,
}

impl<S, F> Future for Flight<S, F>
where
    S: Future<Output = ()>,
    F: Future<Output: Into<Observation>>,
{
    /// The ticket with the answer, if one came, or with the query whose time seems to be up.
    type Output = (
        Option<FleetTicket>,
        Result<Observation, Option<Pin<Box<F>>>>,
    );

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        if let Some(query) = &mut this.query
            && let Poll::Ready(answer) = query.as_mut().poll(context)
        {
            return Poll::Ready((this.ticket.take(), Ok(answer.into())));
        }
        ready!(this.sleep.as_mut().poll(context));
        Poll::Ready((this.ticket.take(), Err(this.query.take())))
    }
}

impl<T, C: Timer, Q, F> FleetWatching<T, C, Q, F> {
    /// Returns the fleet: its tasks, its rate, whether it pauses.
    #[must_use]
    pub fn fleet(&self) -> &Fleet<T> {
        &self.fleet
    }

    /// Takes a watch in; see [`Fleet::add`].
    pub fn add(&mut self, watch: Watch, label: T) -> TaskKey {
        self.has_rested = false;
        self.fleet.add(watch, label, self.timer.now())
    }

    /// Asks for a turn; see [`Fleet::want_turn`].
    #[cfg(feature = "tokio")]
    pub(super) fn want_turn(&mut self) {
        self.has_rested = false;
        self.fleet.want_turn();
    }

    /// Takes back that a turn was asked for; see [`Fleet::waive_turn`].
    #[cfg(feature = "tokio")]
    pub(super) fn waive_turn(&mut self) {
        self.fleet.waive_turn();
    }

    /// Ends the watch of one task, drops its query in flight, and returns its outcome; nothing where the
    /// task has ended already.
    pub fn cancel(&mut self, key: TaskKey) -> Option<FleetEvent<T>> {
        for flight in &mut self.flights {
            if flight.ticket.as_ref().is_some_and(|it| it.key() == key) {
                flight.query = None;
            }
        }
        self.fleet.cancel(key, self.timer.now())
    }

    /// Goes on after a refused key; see [`Fleet::resume`]. The query is the one of before, so it is for
    /// that to know the new key.
    pub fn resume(&mut self) {
        self.has_rested = false;
        self.fleet.resume(self.timer.now());
    }

    /// Gives up after a refused key, and drops the queries in flight; see [`Fleet::deny`].
    pub fn deny(&mut self) {
        if self.fleet.paused().is_some() {
            self.flights.clear();
            self.has_rested = false;
            self.fleet.deny(self.timer.now());
        }
    }

    /// Returns what a later fleet can go on from; see [`Fleet::snapshot`].
    #[must_use]
    pub fn snapshot(&self) -> FleetSnapshot<T>
    where
        T: Clone,
    {
        self.fleet.snapshot(self.timer.now())
    }

    /// Returns what a later watch of one task can go on from; see [`Fleet::snapshot_of`].
    #[must_use]
    pub fn snapshot_of(&self, key: TaskKey) -> Option<Snapshot> {
        self.fleet.snapshot_of(key, self.timer.now())
    }
}

impl<T, C, Q, F> FleetWatching<T, C, Q, F>
where
    T: Clone,
    C: Timer,
    Q: FnMut(TaskId) -> F,
    F: Future<Output: Into<Observation>>,
{
    /// Takes the answers that have come, up to one that something is to be told of, and begins no query.
    pub(super) fn poll_answers(&mut self, context: &mut Context<'_>) -> Poll<FleetEvent<T>> {
        loop {
            let landed = ready!(Pin::new(&mut self.flights).poll_next(context));
            let (ticket, answer) = match landed {
                None => return Poll::Pending,
                Some((None, _)) => continue,
                Some((Some(ticket), answer)) => (ticket, answer),
            };
            let now = self.timer.now();
            let observation = match answer {
                Ok(observation) => observation,
                Err(query) if now < ticket.give_up_at() => {
                    // The timer woke early.
                    self.fly(ticket, query);
                    continue;
                }
                Err(_) => Observation::timed_out(),
            };
            if let Some(told) = self.fleet.observe(ticket, now, observation) {
                return Poll::Ready(FleetEvent {
                    key: told.key,
                    label: told.label.clone(),
                    event: told.event,
                });
            }
        }
    }

    fn fly(&mut self, ticket: FleetTicket, query: Option<Pin<Box<F>>>) {
        self.flights.push(Flight {
            sleep: Box::pin(self.timer.sleep_until(ticket.give_up_at())),
            ticket: Some(ticket),
            query,
        });
    }

    pub(super) fn poll_news(&mut self, context: &mut Context<'_>) -> Poll<Option<News<T>>> {
        loop {
            if let Poll::Ready(told) = self.poll_answers(context) {
                return Poll::Ready(Some(News::Told(told)));
            }
            match self.fleet.next(self.timer.now()) {
                FleetNext::Query { ticket, id, .. } => {
                    let query = Box::pin((self.query)(id.clone()));
                    self.fly(ticket, Some(query));
                }
                FleetNext::Finished(end) => return Poll::Ready(Some(News::Told(end))),
                FleetNext::Turn => return Poll::Ready(Some(News::Turn)),
                FleetNext::WaitUntil(then) => ready!(self.poll_sleep(then, context)),
                FleetNext::Paused | FleetNext::Idle => {
                    self.has_rested = true;
                    return Poll::Ready(None);
                }
            }
        }
    }

    /// Sleeps until `then`, or is woken early.
    fn poll_sleep(&mut self, then: Tick, context: &mut Context<'_>) -> Poll<()> {
        let timer = &self.timer;
        let (until, sleep) = self
            .sleep
            .get_or_insert_with(|| (then, Box::pin(timer.sleep_until(then))));
        if *until != then {
            (*until, *sleep) = (then, Box::pin(timer.sleep_until(then)));
        }
        ready!(sleep.as_mut().poll(context));
        self.sleep = None;
        Poll::Ready(())
    }
}

impl<T, C, Q, F> Stream for FleetWatching<T, C, Q, F>
where
    T: Clone,
    C: Timer,
    Q: FnMut(TaskId) -> F,
    F: Future<Output: Into<Observation>>,
{
    type Item = FleetEvent<T>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<FleetEvent<T>>> {
        let this = self.get_mut();
        loop {
            match ready!(this.poll_news(context)) {
                Some(News::Told(told)) => return Poll::Ready(Some(told)),
                // Nobody has asked for one.
                Some(News::Turn) => {}
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T, C, Q, F> FusedStream for FleetWatching<T, C, Q, F>
where
    T: Clone,
    C: Timer,
    Q: FnMut(TaskId) -> F,
    F: Future<Output: Into<Observation>>,
{
    fn is_terminated(&self) -> bool {
        self.has_rested || self.fleet.is_empty()
    }
}

impl<T: fmt::Debug, C: Timer, Q, F> fmt::Debug for FleetWatching<T, C, Q, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FleetWatching")
            .field("fleet", &self.fleet)
            .finish_non_exhaustive()
    }
}
