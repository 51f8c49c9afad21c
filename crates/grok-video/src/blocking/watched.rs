//! A stream of events, taken one by one.

use std::future::poll_fn;
use std::pin::Pin;

use futures_core::Stream;

use super::runtime::Runtime;

/// Blocks for each event of a watch, or of many.
pub(super) struct Watched<S> {
    events: S,
    runtime: Runtime,
}

impl<S> Watched<S> {
    pub(super) fn new(events: S, runtime: &Runtime) -> Self {
        Self {
            events,
            runtime: runtime.clone(),
        }
    }
}

impl<S: Stream + Unpin> Iterator for Watched<S> {
    type Item = S::Item;

    #[track_caller]
    fn next(&mut self) -> Option<S::Item> {
        let events = &mut self.events;
        let next = poll_fn(|context| Pin::new(&mut *events).poll_next(context));
        self.runtime.block_on(next)
    }
}
