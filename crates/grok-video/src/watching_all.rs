//! Many tasks, watched together.

use std::collections::HashSet;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use grok_video_poller::{
    Budget, Event, EventKind, Fleet, FleetWatching, Timer, TokioTimer, Watch, watch_all,
};
use grok_video_types::TaskId;

use crate::access::Access;
use crate::observation::{self, QueryFuture};

/// Streams what each poll of many tasks brings, with the task that it is of; [`Client::watch_all`](crate::Client::watch_all)
/// makes it.
#[must_use = "streams do nothing unless polled"]
pub struct WatchingAll {
    watching: FleetWatching<TaskId, TokioTimer, Query, QueryFuture>,
}

type Query = Box<dyn FnMut(TaskId) -> QueryFuture + Send>;

impl WatchingAll {
    pub(crate) fn new(
        access: &Access,
        ids: impl IntoIterator<Item = TaskId>,
        budget: Budget,
    ) -> Self {
        let timer = TokioTimer::new();
        let query: Query = Box::new(observation::query(&access.transport));
        let mut watching = watch_all(Fleet::new(budget), timer, query);
        let mut seen = HashSet::new();
        for id in ids {
            if seen.insert(id.clone()) {
                let watch = Watch::new(id.clone(), access.schedule.clone(), timer.now());
                watching.add(watch, id);
            }
        }
        Self { watching }
    }

    /// Returns how many tasks have not ended.
    #[must_use]
    pub fn n_left(&self) -> usize {
        self.watching.fleet().len()
    }
}

impl Stream for WatchingAll {
    type Item = (TaskId, Event);

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(told) = ready!(Pin::new(&mut self.watching).poll_next(context)) else {
            return Poll::Ready(None);
        };
        if matches!(told.event.kind, EventKind::Paused(_)) {
            // Another key takes another client.
            self.watching.deny();
        }
        Poll::Ready(Some((told.label, told.event)))
    }
}

impl fmt::Debug for WatchingAll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WatchingAll")
            .field("n_left", &self.n_left())
            .finish_non_exhaustive()
    }
}
