//! The asynchronous driver of a fleet of one, in one world or another.

use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use futures_core::Stream;
use grok_video_poller::{
    Budget, Event, EventKind, Fleet, FleetWatching, Observation, Snapshot, TaskKey, Tick, Watch,
    watch_all,
};
use grok_video_types::TaskId;

use super::asynchronous::World;
use super::driver::Driver;
use super::fleet::unpaused;
use super::service::Service;

// Neither is `Send`.
type Answer = Pin<Box<dyn Future<Output = Observation>>>;
type Query = Rc<dyn Fn(TaskId) -> Answer>;

pub(super) struct StreamOfOne<W: World> {
    watching: FleetWatching<(), W, Box<dyn FnMut(TaskId) -> Answer>, Answer>,
    key: TaskKey,
    world: W,
    /// The end that a cancel has returned.
    ended: Option<Event>,
}

impl<W: World> StreamOfOne<W> {
    /// Runs until an event or `limit`, or until nothing is left.
    fn run(&mut self, limit: Option<Tick>) -> Option<Event> {
        let mut limit = limit.map(|limit| Box::pin(self.world.sleep_until(limit)));
        let watching = &mut self.watching;
        let told = self.world.run(poll_fn(move |context| {
            let told = Pin::new(&mut *watching).poll_next(context);
            match (told, &mut limit) {
                (Poll::Ready(Some(told)), _) => Poll::Ready(Some(told)),
                (Poll::Ready(None), None) => Poll::Ready(None),
                (_, Some(limit)) => limit.as_mut().poll(context).map(|()| None),
                (Poll::Pending, None) => Poll::Pending,
            }
        }))?;
        assert_eq!(told.key, self.key);
        if let EventKind::Paused(_) = told.event.kind {
            self.watching.deny();
        }
        Some(unpaused(told.event))
    }
}

impl<W: World> Driver for StreamOfOne<W> {
    fn start(make: impl FnOnce(Tick) -> Watch, service: Service) -> Self {
        let world = W::new();
        let clock = world.clone();
        let ask: Query =
            Rc::new(move |_| Box::pin(service.clone().answer(clock.clone())) as Answer);
        // A budget that binds nobody: the traces know none.
        let budget = Budget::per_second(1e6).with_burst(1000).build().unwrap();
        let query: Box<dyn FnMut(TaskId) -> Answer> = Box::new(move |id| ask(id));
        let mut watching = watch_all(Fleet::new(budget), world.clone(), query);
        let watch = make(world.now());
        Self {
            key: watching.add(watch, ()),
            watching,
            world,
            ended: None,
        }
    }

    fn now(&self) -> Tick {
        self.world.now()
    }

    fn event(&mut self) -> Option<Event> {
        self.ended.take().or_else(|| self.run(None))
    }

    fn pass(&mut self, time: Duration) {
        let told = self.run(Some(self.now().after(time)));
        assert_eq!(told, None);
    }

    fn cancel(&mut self) {
        let end = self.watching.cancel(self.key).unwrap();
        self.ended = Some(end.event);
    }

    fn snapshot(&self) -> Option<Snapshot> {
        self.watching.fleet().snapshot_of(self.key, self.now())
    }
}
