//! How old a watch is, and how long things take: whole nanoseconds, in one word.

use core::time::Duration;

use serde::{Deserialize, Serialize};

/// Counts nanoseconds since a watch began, or of a wait; all arithmetic saturates at 584 years.
///
/// Inside the machines it stands for `Duration`, which takes twice the room and several times the work.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub(crate) struct Age(u64);

impl Age {
    pub(crate) const ZERO: Self = Self(0);

    /// No watch gets so old.
    pub(crate) const MAX: Self = Self(u64::MAX);

    const NANOS_A_MS: u64 = 1_000_000;

    pub(crate) fn of(duration: Duration) -> Self {
        Self(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX))
    }

    pub(crate) const fn of_secs(secs: u64) -> Self {
        Self(secs.saturating_mul(1_000_000_000))
    }

    pub(crate) const fn of_ms(ms: u64) -> Self {
        Self(ms.saturating_mul(Self::NANOS_A_MS))
    }

    pub(crate) const fn of_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    pub(crate) const fn nanos(self) -> u64 {
        self.0
    }

    pub(crate) const fn duration(self) -> Duration {
        Duration::from_nanos(self.0)
    }

    /// Returns the whole milliseconds.
    pub(crate) const fn ms(self) -> u64 {
        self.0 / Self::NANOS_A_MS
    }

    /// Returns the age that lies `wait` later.
    pub(crate) const fn after(self, wait: Self) -> Self {
        Self(self.0.saturating_add(wait.0))
    }

    /// Returns the time from `earlier` to this, or zero where it lies later.
    pub(crate) const fn since(self, earlier: Self) -> Self {
        Self(self.0.saturating_sub(earlier.0))
    }

    /// Returns a part of it, rounded down.
    pub(crate) const fn part(self, divisor: u64) -> Self {
        Self(self.0 / divisor)
    }

    /// Rounds up to whole milliseconds: no timer is finer, and a poll must not come early.
    pub(crate) const fn up_to_ms(self) -> Self {
        match self.0 % Self::NANOS_A_MS {
            0 => self,
            rest => Self(self.0.saturating_add(Self::NANOS_A_MS - rest)),
        }
    }
}
