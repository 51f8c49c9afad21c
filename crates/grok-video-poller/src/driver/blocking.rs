//! The driver for programs without a runtime.

use core::time::Duration;
use std::time::Instant;

use grok_video_types::TaskId;

use crate::{Event, Next, Observation, Outcome, Tick, Watch};

/// Tells the time and blocks, on one clock.
pub trait BlockingTimer {
    /// Returns the current time.
    fn now(&self) -> Tick;

    /// Blocks until `at`.
    fn sleep_until(&self, at: Tick);
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

/// Waits for the end of `watch` on this thread and tells `on_event` of every poll.
///
/// `query` gets the id and the time it may take, and should end within that time: a thread cannot
/// be stopped from outside. An answer that comes later counts as timed out.
///
/// ```
/// use grok_video_poller::{
///     BlockingTimer, Ending, Observation, Schedule, ThreadTimer, Watch, wait_blocking,
/// };
/// use grok_video_types::decode;
///
/// let timer = ThreadTimer::new();
/// let schedule = Schedule::builder().interval(std::time::Duration::from_millis(1)).build()?;
/// let watch = Watch::new("video_1".parse()?, schedule, timer.now());
/// let outcome = wait_blocking(
///     watch,
///     &timer,
///     |_id, _time_left| {
///         let body = br#"{"id":"video_1","status":"failed","error":"invalid prompt"}"#;
///         Observation::from(decode(200, body))
///     },
///     |event| println!("{event:?}"),
/// );
/// assert!(matches!(outcome.ending, Ending::Failed { .. }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn wait_blocking(
    mut watch: Watch,
    timer: &impl BlockingTimer,
    mut query: impl FnMut(&TaskId, Duration) -> Observation,
    mut on_event: impl FnMut(Event),
) -> Outcome {
    loop {
        match watch.next(timer.now()) {
            Next::WaitUntil(at) => timer.sleep_until(at),
            Next::Query(ticket) => {
                let time_left = ticket.give_up_at().since(timer.now());
                let observation = query(watch.id(), time_left);
                on_event(watch.observe(ticket, timer.now(), observation));
            }
            Next::Finished(outcome) => return outcome,
        }
    }
}
