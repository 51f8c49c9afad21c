//! What every driver is asked to do.

use std::time::Duration;

use grok_video_poller::{Event, Snapshot, Tick, Watch};

use super::service::Service;

/// A driver at work on one watch, on a clock of its own that moves only while it waits.
pub(super) trait Driver: Sized {
    /// Whether it can be stopped while a query is in flight.
    const INTERRUPTS: bool = true;

    /// Starts with the watch that `make` returns for the clock's time.
    fn start(make: impl FnOnce(Tick) -> Watch, service: Service) -> Self;

    fn now(&self) -> Tick;

    /// Runs until there is something to tell; `None` after the end.
    fn event(&mut self) -> Option<Event>;

    /// Runs for so long, in which nothing is told.
    fn pass(&mut self, time: Duration);

    fn cancel(&mut self);

    fn snapshot(&self) -> Option<Snapshot>;
}
