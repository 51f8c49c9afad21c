//! A point on a clock that never goes back.

use core::fmt;
use core::time::Duration;

use crate::age::Age;

/// Marks a point in time on a monotonic clock, in nanoseconds since an origin of the caller's.
///
/// All arithmetic saturates: a tick never overflows and never goes below the origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Tick(u64);

impl Tick {
    /// The origin of the clock.
    pub const ZERO: Self = Self(0);

    /// Makes the tick that lies `since` after the origin.
    #[must_use]
    pub fn from_origin(since: Duration) -> Self {
        Self(Age::of(since).nanos())
    }

    pub(crate) const fn of_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    pub(crate) fn nanos(self) -> u64 {
        self.0
    }

    /// Returns the tick that lies `wait` later.
    pub(crate) fn plus(self, wait: Age) -> Self {
        Self(self.0.saturating_add(wait.nanos()))
    }

    /// Returns the time from `earlier` to this tick, or zero where it lies later.
    pub(crate) fn minus(self, earlier: Self) -> Age {
        Age::of_nanos(self.0.saturating_sub(earlier.0))
    }

    /// Returns how long after the origin the tick lies.
    #[must_use]
    pub fn since_origin(self) -> Duration {
        Duration::from_nanos(self.0)
    }

    /// Returns the tick that lies `wait` later.
    #[must_use]
    pub fn after(self, wait: Duration) -> Self {
        Self(self.0.saturating_add(Age::of(wait).nanos()))
    }

    /// Returns the tick that lies `wait` earlier.
    #[must_use]
    pub fn before(self, wait: Duration) -> Self {
        Self(self.0.saturating_sub(Age::of(wait).nanos()))
    }

    /// Returns the time from `earlier` to this tick, or zero where it lies later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }
}

impl fmt::Display for Tick {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.since_origin())
    }
}
