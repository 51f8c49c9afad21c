//! The asynchronous driver, in one world or another.

use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use futures_core::Stream;
use grok_video_poller::{Event, Observation, Snapshot, Tick, Timer, Watch, Watching, watch};
use grok_video_types::TaskId;

use super::driver::Driver;
use super::service::Service;

/// A clock and an executor.
pub(super) trait World: Timer + Clone + 'static {
    fn new() -> Self;

    /// Runs a future to its end; time passes where nothing else is to be done.
    fn run<F: Future>(&self, future: F) -> F::Output;
}

// Neither is `Send`.
type Answer = Pin<Box<dyn Future<Output = Observation>>>;
type Query = Rc<dyn Fn(TaskId) -> Answer>;

pub(super) struct Asynchronous<W: World> {
    watching: Watching<W, Box<dyn FnMut(TaskId) -> Answer>, Answer>,
    world: W,
}

impl<W: World> Asynchronous<W> {
    /// Runs until an event or `limit`.
    fn run(&mut self, limit: Option<Tick>) -> Option<Event> {
        let mut limit = limit.map(|limit| Box::pin(self.world.sleep_until(limit)));
        let watching = &mut self.watching;
        self.world.run(poll_fn(move |context| {
            let told = Pin::new(&mut *watching).poll_next(context);
            if told.is_ready() {
                return told;
            }
            match &mut limit {
                Some(limit) => limit.as_mut().poll(context).map(|()| None),
                None => Poll::Pending,
            }
        }))
    }
}

impl<W: World> Driver for Asynchronous<W> {
    fn start(make: impl FnOnce(Tick) -> Watch, service: Service) -> Self {
        let world = W::new();
        let clock = world.clone();
        let ask: Query =
            Rc::new(move |_| Box::pin(service.clone().answer(clock.clone())) as Answer);
        Self {
            watching: watch(
                make(world.now()),
                world.clone(),
                Box::new(move |id| ask(id)),
            ),
            world,
        }
    }

    fn now(&self) -> Tick {
        self.world.now()
    }

    fn event(&mut self) -> Option<Event> {
        self.run(None)
    }

    fn pass(&mut self, time: Duration) {
        let told = self.run(Some(self.now().after(time)));
        assert_eq!(told, None);
    }

    fn cancel(&mut self) {
        self.watching.cancel();
    }

    fn snapshot(&self) -> Option<Snapshot> {
        self.watching.snapshot()
    }
}
