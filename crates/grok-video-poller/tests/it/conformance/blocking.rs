//! The blocking driver, on a clock that is wound by whoever sleeps.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use grok_video_poller::{
    BlockingTimer, BlockingWatching, Event, Observation, Snapshot, Tick, Watch, watch_blocking,
};
use grok_video_types::TaskId;

use super::driver::Driver;
use super::service::Service;

type Query = Box<dyn FnMut(&TaskId, Duration) -> Observation>;

pub(super) struct Blocking {
    watching: BlockingWatching<WoundTimer, Query>,
    timer: WoundTimer,
}

#[derive(Clone, Default)]
struct WoundTimer(Rc<Cell<Tick>>);

impl BlockingTimer for WoundTimer {
    fn now(&self) -> Tick {
        self.0.get()
    }

    fn sleep_until(&self, at: Tick) {
        assert!(at > self.now(), "slept for nothing");
        self.0.set(at);
    }
}

impl Driver for Blocking {
    const INTERRUPTS: bool = false;

    fn start(make: impl FnOnce(Tick) -> Watch, service: Service) -> Self {
        let timer = WoundTimer::default();
        timer.sleep_until(Tick::from_origin(Duration::from_secs(7)));
        let clock = timer.clone();
        let query: Query = Box::new(move |_, time_left| {
            let reply = service.ask(clock.now());
            let takes = reply.takes.unwrap_or(Duration::MAX);
            clock.0.set(clock.now().after(takes.min(time_left)));
            if takes < time_left {
                reply.observation
            } else {
                Observation::timed_out()
            }
        });
        Self {
            watching: watch_blocking(make(timer.now()), timer.clone(), query),
            timer,
        }
    }

    fn now(&self) -> Tick {
        self.timer.now()
    }

    fn event(&mut self) -> Option<Event> {
        self.watching.next()
    }

    fn pass(&mut self, time: Duration) {
        self.timer.sleep_until(self.now().after(time));
    }

    fn cancel(&mut self) {
        self.watching.cancel();
    }

    fn snapshot(&self) -> Option<Snapshot> {
        self.watching.snapshot()
    }
}
