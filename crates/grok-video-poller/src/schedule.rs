//! When to ask, as a value.

use core::fmt;
use core::time::Duration;

use crate::jitter;

/// Says how long to wait before each poll and when to give up.
///
/// The default is the provider's recommendation (D: 30–60 s):
///
/// | what | default |
/// | --- | --- |
/// | `first_poll`, the wait before the first poll | 30 s |
/// | `interval`, the wait after the first poll, growing by a fifth each time | 30 s |
/// | `max_interval`, where growing ends | 60 s |
/// | `jitter`, seeded by the task's id | ±15 % |
/// | `deadline`, measured from the start of the watch | 30 min |
/// | `call_timeout`, the most one query may take | 60 s |
///
/// Jitter never makes a wait shorter than `interval` or longer than `max_interval`. A hint of the
/// server's (`Retry-After`) that is longer than the wait replaces it.
///
/// ```
/// use core::time::Duration;
/// use grok_video_poller::Schedule;
/// let schedule = Schedule::builder()
///     .interval(Duration::from_secs(5))
///     .deadline(Duration::from_secs(600))
///     .build()?;
/// assert_eq!(schedule.max_interval(), Duration::from_secs(10));
/// # Ok::<(), grok_video_poller::InvalidSchedule>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    first_poll: Duration,
    interval: Duration,
    max_interval: Duration,
    jitter_per_mille: u32,
    deadline: Duration,
    call_timeout: Duration,
}

impl Schedule {
    /// The interval that the provider recommends at least (D).
    pub const PROVIDER_INTERVAL: Duration = Duration::from_secs(30);

    /// Returns the provider's recommendation.
    #[must_use]
    pub fn provider() -> Self {
        Self {
            first_poll: Self::PROVIDER_INTERVAL,
            interval: Self::PROVIDER_INTERVAL,
            max_interval: Self::PROVIDER_INTERVAL * 2,
            jitter_per_mille: 150,
            deadline: Duration::from_secs(30 * 60),
            call_timeout: Duration::from_secs(60),
        }
    }

    /// Starts a schedule that differs from the provider's recommendation.
    pub fn builder() -> ScheduleBuilder {
        ScheduleBuilder::default()
    }

    /// Returns the shortest wait between two polls.
    #[must_use]
    pub fn interval(&self) -> Duration {
        self.interval
    }

    /// Returns the longest wait between two polls.
    #[must_use]
    pub fn max_interval(&self) -> Duration {
        self.max_interval
    }

    /// Returns how long after its start a watch gives up.
    #[must_use]
    pub fn deadline(&self) -> Duration {
        self.deadline
    }

    /// Returns how long one query may take.
    #[must_use]
    pub fn call_timeout(&self) -> Duration {
        self.call_timeout
    }

    /// Returns the wait before the poll that follows `n_polls` earlier ones.
    pub(crate) fn wait(&self, n_polls: u32, seed: u64) -> Duration {
        if n_polls == 0 {
            let wait = jitter::spread(self.first_poll, self.jitter_per_mille, seed, 0);
            return reflect(wait, self.first_poll, Duration::MAX);
        }
        let mut wait = self.interval;
        for _ in 1..n_polls {
            if wait >= self.max_interval {
                break;
            }
            let fifth = (wait / 5).max(Duration::from_nanos(1));
            wait = wait.saturating_add(fifth);
        }
        let wait = wait.min(self.max_interval);
        let wait = jitter::spread(wait, self.jitter_per_mille, seed, n_polls);
        reflect(wait, self.interval, self.max_interval)
    }
}

/// Mirrors `wait` at the bound it exceeds, so that not all waits beyond a bound become the same.
fn reflect(wait: Duration, low: Duration, high: Duration) -> Duration {
    let mirrored = if wait < low {
        low.saturating_add(low - wait)
    } else if wait > high {
        high.saturating_sub(wait - high)
    } else {
        wait
    };
    mirrored.clamp(low, high)
}

impl Default for Schedule {
    fn default() -> Self {
        Self::provider()
    }
}

/// Gathers a [`Schedule`]; what is left out is the provider's recommendation.
#[derive(Debug, Clone, Default)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ScheduleBuilder {
    first_poll: Option<Duration>,
    interval: Option<Duration>,
    max_interval: Option<Duration>,
    jitter_percent: Option<u32>,
    deadline: Option<Duration>,
    call_timeout: Option<Duration>,
}

impl ScheduleBuilder {
    /// Sets the wait before the first poll (default: `interval`).
    pub fn first_poll(mut self, wait: Duration) -> Self {
        self.first_poll = Some(wait);
        self
    }

    /// Sets the wait after the first poll, which is also the shortest (default: 30 s).
    pub fn interval(mut self, wait: Duration) -> Self {
        self.interval = Some(wait);
        self
    }

    /// Sets the longest wait (default: twice the `interval`).
    pub fn max_interval(mut self, wait: Duration) -> Self {
        self.max_interval = Some(wait);
        self
    }

    /// Sets how far waits may differ between tasks, in per cent (default: 15; at most 50).
    pub fn jitter_percent(mut self, percent: u32) -> Self {
        self.jitter_percent = Some(percent);
        self
    }

    /// Sets when to give up, measured from the start of the watch (default: 30 min).
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Sets the most one query may take (default: 60 s).
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.call_timeout = Some(timeout);
        self
    }

    /// Checks the schedule as a whole.
    ///
    /// # Errors
    /// When the interval, the deadline or the call timeout is zero, when the longest interval is
    /// shorter than the shortest, or when the jitter exceeds 50 %.
    pub fn build(self) -> Result<Schedule, InvalidSchedule> {
        let provider = Schedule::provider();
        let interval = self.interval.unwrap_or(provider.interval);
        let schedule = Schedule {
            first_poll: self.first_poll.unwrap_or(interval),
            interval,
            max_interval: self.max_interval.unwrap_or(interval.saturating_mul(2)),
            jitter_per_mille: self
                .jitter_percent
                .map_or(provider.jitter_per_mille, |percent| {
                    percent.saturating_mul(10)
                }),
            deadline: self.deadline.unwrap_or(provider.deadline),
            call_timeout: self.call_timeout.unwrap_or(provider.call_timeout),
        };
        if schedule.interval.is_zero() {
            Err(InvalidSchedule::ZeroInterval)
        } else if schedule.max_interval < schedule.interval {
            Err(InvalidSchedule::MaxBelowInterval)
        } else if schedule.deadline.is_zero() {
            Err(InvalidSchedule::ZeroDeadline)
        } else if schedule.call_timeout.is_zero() {
            Err(InvalidSchedule::ZeroCallTimeout)
        } else if schedule.jitter_per_mille > 500 {
            Err(InvalidSchedule::TooMuchJitter)
        } else {
            Ok(schedule)
        }
    }
}

/// Says why a schedule makes no sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidSchedule {
    /// The interval is zero: that would hammer the service.
    ZeroInterval,
    /// The longest interval is shorter than the shortest.
    MaxBelowInterval,
    /// The deadline is zero.
    ZeroDeadline,
    /// The call timeout is zero.
    ZeroCallTimeout,
    /// The jitter exceeds 50 %.
    TooMuchJitter,
}

impl fmt::Display for InvalidSchedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ZeroInterval => "the polling interval is zero; give at least a millisecond",
            Self::MaxBelowInterval => {
                "the longest polling interval is shorter than the shortest; raise it, or lower that"
            }
            Self::ZeroDeadline => "the deadline is zero; give the time to wait at most",
            Self::ZeroCallTimeout => "the timeout of a query is zero; give at least a second",
            Self::TooMuchJitter => "the jitter is more than 50 per cent; give less",
        })
    }
}

impl core::error::Error for InvalidSchedule {}
