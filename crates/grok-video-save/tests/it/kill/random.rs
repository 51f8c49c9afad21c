//! Numbers that can be drawn again.

use std::env;
use std::time::{Duration, SystemTime};

/// The variable that repeats a run.
const SEED: &str = "KILL_SEED";

/// The generator `SplitMix64`.
pub(super) struct Random(u64);

impl Random {
    /// Begins with the seed of the environment, or else of the clock, and tells which.
    pub(super) fn start() -> Self {
        let given = env::var(SEED).ok().map(|text| text.parse());
        let seed = given.unwrap_or_else(|| {
            let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
            Ok(u64::from(now.subsec_nanos()) ^ now.as_secs())
        });
        let seed = seed.expect("the seed is a number");
        crate::say(&format!("{SEED}={seed}"));
        Self(seed)
    }

    /// Draws a number below `end`.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end.max(1)
    }

    /// Draws a time below `end`.
    pub(super) fn time_below(&mut self, end: Duration) -> Duration {
        let nanos = u64::try_from(end.as_nanos()).unwrap_or(u64::MAX);
        Duration::from_nanos(self.below(nanos))
    }
}
