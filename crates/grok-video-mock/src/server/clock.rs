use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::{Instant, timeout};

use crate::pace::Pace;

/// Virtual time: what a runtime's clock has counted since the start, times the
/// scale, and what it was advanced by hand.
#[derive(Debug)]
pub(super) struct Clock {
    runtime: Handle,
    start: Instant,
    pace: Pace,
    advanced: watch::Sender<Duration>,
}

impl Clock {
    /// Starts a clock at zero on the current runtime.
    pub(super) fn start(pace: Pace) -> Self {
        Self {
            runtime: Handle::current(),
            start: Instant::now(),
            pace,
            advanced: watch::Sender::new(Duration::ZERO),
        }
    }

    pub(super) fn pace(&self) -> Pace {
        self.pace
    }

    /// Returns the virtual time, on whatever thread and in whatever runtime
    /// it is asked.
    pub(super) fn now(&self) -> Duration {
        let passed = match self.pace {
            Pace::Manual => Duration::ZERO,
            Pace::Scaled(scale) => {
                // Tokio reads the clock of the runtime that the thread is in.
                let _inside = self.runtime.enter();
                scale.apply(self.start.elapsed())
            }
        };
        passed.saturating_add(*self.advanced.borrow())
    }

    /// Lets virtual time pass at once.
    pub(super) fn advance(&self, by: Duration) {
        self.advanced
            .send_modify(|advanced| *advanced = advanced.saturating_add(by));
    }

    /// Waits until so much virtual time has passed.
    pub(super) async fn sleep(&self, duration: Duration) {
        let until = self.now().saturating_add(duration);
        let mut advanced = self.advanced.subscribe();
        loop {
            advanced.mark_unchanged();
            let missing = until.saturating_sub(self.now());
            if missing.is_zero() {
                return;
            }
            // Neither outcome matters: the clock says how late it is.
            match self.pace {
                Pace::Manual => drop(advanced.changed().await),
                Pace::Scaled(scale) => {
                    drop(timeout(scale.unapply(missing), advanced.changed()).await);
                }
            }
        }
    }
}
