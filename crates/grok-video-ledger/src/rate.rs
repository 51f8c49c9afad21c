//! How often an account may call.

use std::time::Duration;

/// Says how often an account may call its service, whoever calls: one call every interval, and a few at once after
/// a while without any.
///
/// ```
/// use std::time::Duration;
/// use grok_video_ledger::Rate;
/// let rate = Rate::every(Duration::from_millis(100)).with_burst(20);
/// assert_eq!(rate, Rate::per_second(10.0).with_burst(20));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rate {
    interval: Duration,
    burst: u32,
}

impl Rate {
    /// Allows one call every `interval`, without a burst. Zero is taken for a nanosecond.
    #[must_use]
    pub fn every(interval: Duration) -> Self {
        Self {
            interval: interval.max(Duration::from_nanos(1)),
            burst: 1,
        }
    }

    /// Allows `rate` calls a second, without a burst. What is no number above zero is taken for one call in an hour,
    /// as is what is slower.
    #[must_use]
    pub fn per_second(rate: f64) -> Self {
        const SLOWEST: Duration = Duration::from_secs(3_600);
        let interval = Duration::try_from_secs_f64(rate.recip());
        Self::every(interval.map_or(SLOWEST, |interval| interval.min(SLOWEST)))
    }

    /// Allows `burst` calls at once, at least one, after as much time as they would have taken.
    #[must_use]
    pub fn with_burst(mut self, burst: u32) -> Self {
        self.burst = burst.max(1);
        self
    }

    /// Returns the time from one call to the next.
    #[must_use]
    pub const fn interval(self) -> Duration {
        self.interval
    }

    /// Returns how many calls may come at once.
    #[must_use]
    pub const fn burst(self) -> u32 {
        self.burst
    }
}
