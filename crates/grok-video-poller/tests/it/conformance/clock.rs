//! A clock of numbers that asynchronous code can sleep on.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use grok_video_poller::{Tick, Timer};

/// Shared by its clones, within one thread.
#[derive(Clone)]
pub(super) struct Clock(Rc<State>);

struct State {
    now: Cell<Tick>,
    sleepers: RefCell<Vec<(Tick, Waker)>>,
}

impl Clock {
    pub(super) fn new() -> Self {
        Self(Rc::new(State {
            now: Cell::new(Tick::from_origin(Duration::from_secs(42))),
            sleepers: RefCell::default(),
        }))
    }

    /// Goes on to the earliest time that somebody sleeps for, and wakes all who slept.
    pub(super) fn advance(&self) {
        let sleepers = std::mem::take(&mut *self.0.sleepers.borrow_mut());
        let next = sleepers.iter().map(|(at, _)| *at).min();
        let next = next.expect("everybody waits, and nobody for a time");
        assert!(next > self.0.now.get());
        self.0.now.set(next);
        for (_, waker) in sleepers {
            waker.wake();
        }
    }
}

impl Timer for Clock {
    type Sleep = Sleep;

    fn now(&self) -> Tick {
        self.0.now.get()
    }

    fn sleep_until(&self, at: Tick) -> Sleep {
        Sleep {
            clock: self.clone(),
            at,
        }
    }
}

pub(super) struct Sleep {
    clock: Clock,
    at: Tick,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.clock.now() >= self.at {
            return Poll::Ready(());
        }
        let mut sleepers = self.clock.0.sleepers.borrow_mut();
        sleepers.push((self.at, context.waker().clone()));
        Poll::Pending
    }
}
