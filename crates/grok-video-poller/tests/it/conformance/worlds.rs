//! The worlds that the asynchronous driver is shown in.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use grok_video_poller::{Tick, Timer};

use super::asynchronous::World;
use super::clock::{Clock, Sleep};

/// No runtime: a loop that polls one future.
#[derive(Clone)]
pub(super) struct Bare(Clock);

/// smol's executor for futures that stay on their thread.
#[derive(Clone)]
pub(super) struct Smol(Clock);

macro_rules! tells_the_time_by_its_clock {
    ($world:ident) => {
        impl Timer for $world {
            type Sleep = Sleep;

            fn now(&self) -> Tick {
                self.0.now()
            }

            fn sleep_until(&self, at: Tick) -> Sleep {
                self.0.sleep_until(at)
            }
        }
    };
}

tells_the_time_by_its_clock!(Bare);
tells_the_time_by_its_clock!(Smol);

impl World for Bare {
    fn new() -> Self {
        Self(Clock::new())
    }

    fn run<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        let mut context = Context::from_waker(Waker::noop());
        loop {
            if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
                return output;
            }
            self.0.advance();
        }
    }
}

impl World for Smol {
    fn new() -> Self {
        Self(Clock::new())
    }

    fn run<F: Future>(&self, future: F) -> F::Output {
        let executor = smol::LocalExecutor::new();
        let task = executor.spawn(future);
        loop {
            // Nobody but the wakers says that there is more to do.
            while executor.try_tick() {}
            if task.is_finished() {
                return smol::block_on(task);
            }
            self.0.advance();
        }
    }
}

/// tokio with a paused clock, which runs on where nothing else is to be done.
#[cfg(feature = "tokio")]
mod tokio_world {
    use std::rc::Rc;

    use grok_video_poller::{Tick, Timer, TokioTimer};
    use tokio::runtime::{Builder, Runtime};

    use super::World;

    #[derive(Clone)]
    pub(crate) struct Tokio {
        runtime: Rc<Runtime>,
        timer: TokioTimer,
    }

    impl Timer for Tokio {
        type Sleep = <TokioTimer as Timer>::Sleep;

        fn now(&self) -> Tick {
            let _guard = self.runtime.enter();
            self.timer.now()
        }

        fn sleep_until(&self, at: Tick) -> Self::Sleep {
            let _guard = self.runtime.enter();
            self.timer.sleep_until(at)
        }
    }

    impl World for Tokio {
        fn new() -> Self {
            let mut builder = Builder::new_current_thread();
            let runtime = builder.enable_time().start_paused(true).build().unwrap();
            let timer = {
                let _guard = runtime.enter();
                TokioTimer::new()
            };
            Self {
                runtime: Rc::new(runtime),
                timer,
            }
        }

        fn run<F: Future>(&self, future: F) -> F::Output {
            self.runtime.block_on(future)
        }
    }
}

#[cfg(feature = "tokio")]
pub(super) use tokio_world::Tokio;
