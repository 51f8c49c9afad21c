//! The asynchronous driver, on any runtime.

use alloc::boxed::Box;
use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use futures_core::{FusedStream, Stream};
use grok_video_types::TaskId;

use super::Timer;
use crate::{Event, EventKind, Next, Observation, Outcome, Snapshot, Tick, Ticket, Watch};

/// Waits for the end of `machine`, asking `query` when it is time.
///
/// The machine's `now` must have come from the same `timer`: each timer has an origin of its own.
///
/// # Cancel safety
/// Dropping the future ends the watch and drops a query in flight; nothing runs on. What was learned
/// is gone then: [`watch`] can be left and keep it.
///
#[cfg_attr(feature = "tokio", doc = "```")]
#[cfg_attr(not(feature = "tokio"), doc = "```ignore")]
/// use grok_video_poller::{Ending, Observation, Schedule, Timer, TokioTimer, Watch, wait};
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let timer = TokioTimer::new();
/// let machine = Watch::new("video_1".parse()?, Schedule::default(), timer.now());
/// let outcome = wait(machine, timer, |_id| async {
///     // Ask the service with whatever HTTP client you have.
///     Observation::http(200, br#"{"id":"video_1","status":"failed","error":"invalid prompt"}"#)
/// })
/// .await;
/// assert!(matches!(outcome.ending, Ending::Failed { .. }));
/// # Ok(())
/// # }
/// ```
pub async fn wait<T, Q, F>(machine: Watch, timer: T, query: Q) -> Outcome
where
    T: Timer,
    Q: FnMut(TaskId) -> F,
    F: Future<Output: Into<Observation>>,
{
    let mut watching = watch(machine, timer, query);
    core::future::poll_fn(move |context| {
        loop {
            if let EventKind::Finished(outcome) = ready!(watching.poll_event(context)).kind {
                return Poll::Ready(*outcome);
            }
        }
    })
    .await
}

/// Streams what each poll brings, asking `query` when it is time; the last event is
/// [`Finished`](EventKind::Finished) and holds the outcome.
///
/// The machine's `now` must have come from the same `timer`: each timer has an origin of its own. The
/// stream must be polled for anything to happen, with `StreamExt` of `futures-util` or of a runtime,
/// say; dropping it ends the watch and drops a query in flight. It needs no `Send`, and is `Send` where
/// all its parts are.
pub fn watch<T, Q, F>(machine: Watch, timer: T, query: Q) -> Watching<T, Q, F>
where
    T: Timer,
    Q: FnMut(TaskId) -> F,
    F: Future<Output: Into<Observation>>,
{
    Watching {
        machine,
        timer,
        query,
        sleep: None,
        asking: None,
        over: false,
    }
}

/// Streams the events of a watch; [`watch`] makes it.
#[must_use = "streams do nothing unless polled"]
pub struct Watching<T: Timer, Q, F> {
    machine: Watch,
    timer: T,
    query: Q,
    sleep: Option<(Tick, Pin<Box<T::Sleep>>)>,
    asking: Option<(Ticket, Pin<Box<F>>)>,
    over: bool,
}

// Nothing in it is pinned in place: what must be pinned is boxed.
impl<T: Timer, Q, F> Unpin for Watching<T, Q, F> {}

impl<T: Timer, Q, F> Watching<T, Q, F> {
    /// Returns what a later watch can go on from; `None` where the task is over.
    ///
    /// See [`Watch::snapshot`] for how long to keep it, and what becomes of a query in flight.
    #[must_use]
    pub fn snapshot(&self) -> Option<Snapshot> {
        self.machine.snapshot(self.timer.now())
    }

    /// Ends the watch and drops a query in flight; the next event is the last.
    pub fn cancel(&mut self) {
        self.machine.cancel(self.timer.now());
        self.asking = None;
        self.sleep = None;
    }
}

impl<T, Q, F> Watching<T, Q, F>
where
    T: Timer,
    Q: FnMut(TaskId) -> F,
    F: Future<Output: Into<Observation>>,
{
    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Event> {
        loop {
            if let Some((ticket, mut answer)) = self.asking.take() {
                let observation = match answer.as_mut().poll(context) {
                    Poll::Ready(answer) => answer.into(),
                    Poll::Pending if self.poll_sleep(context).is_pending() => {
                        self.asking = Some((ticket, answer));
                        return Poll::Pending;
                    }
                    Poll::Pending => Observation::timed_out(),
                };
                self.sleep = None;
                let now = self.timer.now();
                return Poll::Ready(self.machine.observe(ticket, now, observation));
            }
            ready!(self.poll_sleep(context));
            match self.machine.next(self.timer.now()) {
                Next::WaitUntil(at) => self.sleep_until(at),
                Next::Query(ticket) => {
                    self.sleep_until(ticket.give_up_at());
                    let answer = (self.query)(self.machine.id().clone());
                    self.asking = Some((ticket, Box::pin(answer)));
                }
                Next::Finished(outcome) => return Poll::Ready(outcome.into()),
            }
        }
    }

    fn sleep_until(&mut self, at: Tick) {
        self.sleep = Some((at, Box::pin(self.timer.sleep_until(at))));
    }

    /// Sleeps to the end of what is slept for, also with a timer that wakes early.
    fn poll_sleep(&mut self, context: &mut Context<'_>) -> Poll<()> {
        while let Some((until, sleep)) = &mut self.sleep {
            let until = *until;
            ready!(sleep.as_mut().poll(context));
            self.sleep = None;
            if self.timer.now() < until {
                self.sleep_until(until);
            }
        }
        Poll::Ready(())
    }
}

impl<T, Q, F> Stream for Watching<T, Q, F>
where
    T: Timer,
    Q: FnMut(TaskId) -> F,
    F: Future<Output: Into<Observation>>,
{
    type Item = Event;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Event>> {
        let this = self.get_mut();
        if this.over {
            return Poll::Ready(None);
        }
        let event = ready!(this.poll_event(context));
        this.over = matches!(event.kind, EventKind::Finished(_));
        Poll::Ready(Some(event))
    }
}

impl<T, Q, F> FusedStream for Watching<T, Q, F>
where
    T: Timer,
    Q: FnMut(TaskId) -> F,
    F: Future<Output: Into<Observation>>,
{
    fn is_terminated(&self) -> bool {
        self.over
    }
}

impl<T: Timer, Q, F> fmt::Debug for Watching<T, Q, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watching")
            .field("machine", &self.machine)
            .finish_non_exhaustive()
    }
}
