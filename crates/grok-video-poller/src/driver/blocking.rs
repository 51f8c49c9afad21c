//! The driver for programs without a runtime.

use core::fmt;
use core::iter::FusedIterator;
use core::time::Duration;
use std::time::Instant;

use grok_video_types::TaskId;

use crate::{Event, EventKind, Next, Observation, Outcome, Snapshot, Tick, Watch};

/// Tells the time and blocks, on one clock.
pub trait BlockingTimer {
    /// Returns the current time.
    fn now(&self) -> Tick;

    /// Blocks until `at`; where it returns earlier, it is called again.
    fn sleep_until(&self, at: Tick);
}

impl<T: BlockingTimer + ?Sized> BlockingTimer for &T {
    fn now(&self) -> Tick {
        (**self).now()
    }

    fn sleep_until(&self, at: Tick) {
        (**self).sleep_until(at);
    }
}

/// Tells the system's monotonic time and blocks the thread.
#[derive(Debug, Clone, Copy)]
pub struct ThreadTimer {
    origin: Instant,
}

impl ThreadTimer {
    /// Makes a timer whose origin is now.
    #[must_use]
    pub fn new() -> Self {
        Self {
            origin: Instant::now(),
        }
    }
}

impl Default for ThreadTimer {
    fn default() -> Self {
        Self::new()
    }
}

impl BlockingTimer for ThreadTimer {
    fn now(&self) -> Tick {
        Tick::from_origin(self.origin.elapsed())
    }

    fn sleep_until(&self, at: Tick) {
        std::thread::sleep(at.since(self.now()));
    }
}

/// Waits on this thread for the end of `machine`, asking `query` when it is time.
///
/// As [`watch_blocking`], of whose events only the last is returned.
///
/// ```
/// use grok_video_poller::{
///     BlockingTimer, Ending, Observation, Schedule, ThreadTimer, Watch, wait_blocking,
/// };
///
/// let timer = ThreadTimer::new();
/// let schedule = Schedule::fixed(std::time::Duration::from_millis(1)).build()?;
/// let machine = Watch::new("video_1".parse()?, schedule, timer.now());
/// let outcome = wait_blocking(machine, timer, |_id, _time_left| {
///     Observation::http(200, br#"{"id":"video_1","status":"failed","error":"invalid prompt"}"#)
/// });
/// assert!(matches!(outcome.ending, Ending::Failed { .. }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn wait_blocking<T, Q, O>(machine: Watch, timer: T, query: Q) -> Outcome
where
    T: BlockingTimer,
    Q: FnMut(&TaskId, Duration) -> O,
    O: Into<Observation>,
{
    let mut watching = watch_blocking(machine, timer, query);
    loop {
        if let EventKind::Finished(outcome) = watching.block().kind {
            return *outcome;
        }
    }
}

/// Iterates over what each poll brings, asking `query` when it is time; the last event is
/// [`Finished`](EventKind::Finished) and holds the outcome.
///
/// The machine's `now` must have come from the same `timer`: each timer has an origin of its own. Each
/// `next` blocks this thread until there is something to tell. `query` gets the id and the time
/// it may take, and should end within that time: a thread cannot be stopped from outside. An answer
/// that comes later counts as timed out. Leaving the loop ends the watch.
pub fn watch_blocking<T, Q, O>(machine: Watch, timer: T, query: Q) -> BlockingWatching<T, Q>
where
    T: BlockingTimer,
    Q: FnMut(&TaskId, Duration) -> O,
    O: Into<Observation>,
{
    BlockingWatching {
        machine,
        timer,
        query,
        over: false,
    }
}

/// Iterates over the events of a watch; [`watch_blocking`] makes it.
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct BlockingWatching<T, Q> {
    machine: Watch,
    timer: T,
    query: Q,
    over: bool,
}

impl<T: BlockingTimer, Q> BlockingWatching<T, Q> {
    /// Returns what a later watch can go on from; `None` where the task is over.
    ///
    /// See [`Watch::snapshot`] for how long to keep it.
    #[must_use]
    pub fn snapshot(&self) -> Option<Snapshot> {
        self.machine.snapshot(self.timer.now())
    }

    /// Ends the watch; the next event is the last. A wait or a query that blocks is not cut short.
    pub fn cancel(&mut self) {
        self.machine.cancel(self.timer.now());
    }
}

impl<T, Q, O> BlockingWatching<T, Q>
where
    T: BlockingTimer,
    Q: FnMut(&TaskId, Duration) -> O,
    O: Into<Observation>,
{
    fn block(&mut self) -> Event {
        loop {
            let now = self.timer.now();
            match self.machine.next(now) {
                Next::WaitUntil(at) => self.timer.sleep_until(at),
                Next::Query(ticket) => {
                    let time_left = ticket.give_up_at().since(now);
                    let observation = (self.query)(self.machine.id(), time_left).into();
                    let now = self.timer.now();
                    return self.machine.observe(ticket, now, observation);
                }
                Next::Finished(outcome) => return outcome.into(),
            }
        }
    }
}

impl<T, Q, O> Iterator for BlockingWatching<T, Q>
where
    T: BlockingTimer,
    Q: FnMut(&TaskId, Duration) -> O,
    O: Into<Observation>,
{
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        if self.over {
            return None;
        }
        let event = self.block();
        self.over = matches!(event.kind, EventKind::Finished(_));
        Some(event)
    }
}

impl<T, Q, O> FusedIterator for BlockingWatching<T, Q>
where
    T: BlockingTimer,
    Q: FnMut(&TaskId, Duration) -> O,
    O: Into<Observation>,
{
}

impl<T, Q> fmt::Debug for BlockingWatching<T, Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingWatching")
            .field("machine", &self.machine)
            .finish_non_exhaustive()
    }
}
