//! What a profile lets expect of the next task.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use super::bins::{EDGES_MS, N_BINS, bin_of};
use super::took::ms;

/// Tells when a task will be over, as likely as a [`Profile`](super::Profile) lets expect: for a progress
/// bar, and for the [`Plan`](super::Plan) of its polls.
///
/// A clone shares what it holds.
///
/// ```
/// use core::time::Duration;
/// use grok_video_poller::{Profile, UsualTime};
/// let usual = UsualTime::between(Duration::from_secs(120), Duration::from_secs(240));
/// let forecast = Profile::usual(usual).forecast();
/// let median = forecast.quantile(0.5).as_secs();
/// assert!((150..190).contains(&median));
/// assert!(forecast.remaining(Duration::from_secs(60)).as_secs() < median);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// The share that is over at each edge: from 0 to 1, and never falling.
    over: Arc<[f32]>,
}

impl Forecast {
    pub(super) fn new(over: &[f64]) -> Self {
        let mut highest = 0.0_f32;
        let over: Vec<f32> = over
            .iter()
            .map(|over| {
                highest = highest.max((*over as f32).clamp(0.0, 1.0));
                highest
            })
            .collect();
        Self { over: over.into() }
    }

    /// Returns the share of tasks that are over at an age, from 0 to 1.
    #[must_use]
    pub fn over_at(&self, age: Duration) -> f64 {
        self.over_at_ms(ms(age))
    }

    /// Returns the age at which such a share of the tasks is over; a share that is no number counts as 0.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Duration {
        Duration::from_millis(self.quantile_ms(share))
    }

    /// Estimates how much longer a task takes that is not over after `elapsed`.
    ///
    /// Half of the tasks that take longer than `elapsed` are over by then. It is never less than a tenth of
    /// what it took so far, so it is not zero while the task is unfinished and has begun.
    #[must_use]
    pub fn remaining(&self, elapsed: Duration) -> Duration {
        let over = self.over_at(elapsed);
        let median = self.quantile(over + (1.0 - over) / 2.0);
        median.saturating_sub(elapsed).max(elapsed / 10)
    }

    /// Estimates which share of a task's time is over after `elapsed`: from 0 to 10/11, and never going
    /// back while time goes on.
    #[must_use]
    pub fn share_done(&self, elapsed: Duration) -> f64 {
        let bin = bin_of(ms(elapsed));
        let share_at = |edge: usize| {
            let at = Duration::from_millis(EDGES_MS[edge].into());
            let all = at + self.remaining(at);
            at.as_secs_f64() / all.as_secs_f64()
        };
        let (mut before, mut after) = (0.0_f64, share_at(0));
        for edge in 1..=bin + 1 {
            before = after;
            after = after.max(share_at(edge));
        }
        let (from, to) = (f64::from(EDGES_MS[bin]), f64::from(EDGES_MS[bin + 1]));
        let elapsed_ms = elapsed.as_secs_f64() * 1000.0;
        if elapsed_ms < from {
            // Before the first edge, which is a second.
            return before * elapsed_ms / from;
        }
        before + (after - before) * ((elapsed_ms - from) / (to - from)).min(1.0)
    }

    pub(super) fn over_at_ms(&self, ms: u32) -> f64 {
        let bin = bin_of(ms);
        let (from, to) = (EDGES_MS[bin], EDGES_MS[bin + 1]);
        let part = f64::from(ms.saturating_sub(from)) / f64::from(to - from);
        let (before, after) = (f64::from(self.over[bin]), f64::from(self.over[bin + 1]));
        before + (after - before) * part.min(1.0)
    }

    pub(super) fn quantile_ms(&self, share: f64) -> u64 {
        let share = share.clamp(0.0, 1.0);
        let after = self.over.partition_point(|over| f64::from(*over) < share);
        let after = after.clamp(1, N_BINS);
        let (from, to) = (f64::from(self.over[after - 1]), f64::from(self.over[after]));
        let part = if to > from {
            ((share - from) / (to - from)).clamp(0.0, 1.0)
        } else {
            1.0
        };
        let (low, high) = (f64::from(EDGES_MS[after - 1]), f64::from(EDGES_MS[after]));
        // A share that is no number becomes 0 by the cast.
        (low + (high - low) * part) as u64
    }
}
