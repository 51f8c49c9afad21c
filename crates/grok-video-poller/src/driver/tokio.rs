//! tokio's clock: where a test pauses it, polls follow.

use tokio::time::{Instant, Sleep, sleep_until};

use super::Timer;
use crate::Tick;

/// Tells tokio's time, counted from when the timer was made; on a paused clock, the paused time.
///
/// # Panics
/// Sleeping, and so waiting with this timer, panics outside a tokio runtime whose time is enabled.
#[derive(Debug, Clone, Copy)]
pub struct TokioTimer {
    origin: Instant,
}

impl TokioTimer {
    /// Makes a timer whose origin is now.
    #[must_use]
    pub fn new() -> Self {
        Self {
            origin: Instant::now(),
        }
    }
}

impl Default for TokioTimer {
    fn default() -> Self {
        Self::new()
    }
}

impl Timer for TokioTimer {
    type Sleep = Sleep;

    fn now(&self) -> Tick {
        Tick::from_origin(self.origin.elapsed())
    }

    fn sleep_until(&self, at: Tick) -> Sleep {
        /// About as far as tokio itself puts a deadline that cannot be represented.
        const FAR: core::time::Duration = core::time::Duration::from_secs(86_400 * 365 * 30);
        let since = at.since_origin().min(FAR);
        sleep_until(self.origin + since)
    }
}
