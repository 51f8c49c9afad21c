use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::{Instant, timeout};

/// Virtual time: what a runtime's clock has counted since the start, times the
/// scale, and what it was advanced by hand.
#[derive(Debug)]
pub(super) struct Clock {
    runtime: Handle,
    start: Instant,
    pace: Pace,
    advanced: watch::Sender<Duration>,
}

/// How time passes by itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Pace {
    Scaled(TimeScale),
    /// Not at all.
    Manual,
}

/// How many virtual seconds pass in a second of the runtime's clock: above
/// zero and finite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TimeScale(f64);

/// A scale under which time would stand still, run backwards or be over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InvalidTimeScale;

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

impl TimeScale {
    pub(crate) fn new(scale: f64) -> Result<Self, InvalidTimeScale> {
        if scale.is_finite() && scale > 0.0 {
            Ok(Self(scale))
        } else {
            Err(InvalidTimeScale)
        }
    }

    #[cfg(feature = "program")]
    pub(crate) fn get(self) -> f64 {
        self.0
    }

    fn apply(self, elapsed: Duration) -> Duration {
        if self == Self::default() {
            // Floating point would round what needs no rounding.
            return elapsed;
        }
        Duration::try_from_secs_f64(elapsed.as_secs_f64() * self.0).unwrap_or(Duration::MAX)
    }

    /// Returns how long it takes on the runtime's clock, and never nothing at all.
    fn unapply(self, virtually: Duration) -> Duration {
        if self == Self::default() {
            return virtually;
        }
        Duration::try_from_secs_f64(virtually.as_secs_f64() / self.0)
            .unwrap_or(Duration::MAX)
            .max(Duration::from_nanos(1))
    }
}

impl Default for TimeScale {
    fn default() -> Self {
        Self(1.0)
    }
}

impl FromStr for TimeScale {
    type Err = InvalidTimeScale;

    fn from_str(text: &str) -> Result<Self, InvalidTimeScale> {
        text.parse()
            .map_err(|_| InvalidTimeScale)
            .and_then(Self::new)
    }
}

impl fmt::Display for TimeScale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for InvalidTimeScale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the time scale must be a finite number above 0")
    }
}

impl std::error::Error for InvalidTimeScale {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_multiplies() {
        let scaled = TimeScale::new(60.0).map(|scale| scale.apply(Duration::from_millis(1500)));
        assert_eq!(scaled, Ok(Duration::from_secs(90)));
    }

    #[test]
    fn no_scale_overflows() {
        let scaled = TimeScale::new(f64::MAX).map(|scale| scale.apply(Duration::MAX));
        assert_eq!(scaled, Ok(Duration::MAX));
    }

    #[test]
    fn useless_scales_are_refused() {
        for text in ["0", "-1", "inf", "NaN", "fast", ""] {
            assert_eq!(text.parse::<TimeScale>(), Err(InvalidTimeScale), "{text}");
        }
    }
}
