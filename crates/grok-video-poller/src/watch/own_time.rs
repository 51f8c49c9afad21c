//! A watch's own time: how old it is, over all its restarts.

use core::time::Duration;

use crate::Tick;

/// Turns the caller's ticks into ages of the watch and back.
#[derive(Debug, Clone, Copy)]
pub(super) struct OwnTime {
    /// When this watch was made or restored.
    began: Tick,
    /// How old it was then.
    age: Duration,
}

impl OwnTime {
    pub(super) fn new(began: Tick, age: Duration) -> Self {
        Self { began, age }
    }

    /// Returns when the watch was of age zero, in nanoseconds; where that lies before the clock's origin, it
    /// wraps. Nothing where the watch is too old for that.
    pub(super) fn birth(self) -> Option<u64> {
        let age = u64::try_from(self.age.as_nanos()).ok()?;
        Some(self.began.nanos().wrapping_sub(age))
    }

    /// Returns how old the watch is at `now`: no younger than when it was made or restored.
    pub(super) fn age_at(self, now: Tick) -> Duration {
        self.age.saturating_add(now.since(self.began))
    }

    /// Returns when the watch is of this age.
    pub(super) fn tick_of(self, age: Duration) -> Tick {
        self.began.after(age.saturating_sub(self.age))
    }
}
