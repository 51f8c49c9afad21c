//! Random numbers that can come again.

use std::env;
use std::time::{Duration, SystemTime};

use crate::service::say;

/// Draws numbers from a seed, which is told.
pub(super) struct Random(u64);

impl Random {
    /// Starts with `KILL_SEED`, or with the time.
    pub(super) fn start() -> Self {
        let seed = match env::var("KILL_SEED") {
            Ok(seed) => seed.parse().unwrap(),
            Err(_) => {
                let now = SystemTime::UNIX_EPOCH.elapsed().unwrap();
                u64::from(now.subsec_nanos())
            }
        };
        say(&format!("KILL_SEED={seed}"));
        Self(seed)
    }

    /// Returns the next number (splitmix64).
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(super) fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    pub(super) fn time_below(&mut self, time: Duration) -> Duration {
        let nanos = u64::try_from(time.as_nanos()).unwrap();
        Duration::from_nanos(self.below(nanos))
    }
}
