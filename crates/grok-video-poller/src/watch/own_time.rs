//! A watch's own time: how old it is, over all its restarts.

use crate::Tick;
use crate::age::Age;

/// Turns the caller's ticks into ages of the watch and back.
#[derive(Debug, Clone, Copy)]
pub(super) struct OwnTime {
    /// When this watch was made or restored.
    began: Tick,
    /// How old it was then.
    age: Age,
}

impl OwnTime {
    pub(super) fn new(began: Tick, age: Age) -> Self {
        Self { began, age }
    }

    /// Returns when the watch was of age zero, in nanoseconds; where that lies before the clock's origin, it
    /// wraps.
    pub(super) fn birth(self) -> u64 {
        self.began.nanos().wrapping_sub(self.age.nanos())
    }

    pub(super) fn has_begun(self, now: Tick) -> bool {
        self.began <= now
    }

    /// Returns how old the watch is at `now`: no younger than when it was made or restored.
    pub(super) fn age_at(self, now: Tick) -> Age {
        self.age.after(now.minus(self.began))
    }

    /// Returns when the watch is of this age.
    pub(super) fn tick_of(self, age: Age) -> Tick {
        self.began.plus(age.since(self.age))
    }
}
