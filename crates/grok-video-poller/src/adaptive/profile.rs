//! What was seen of the tasks of one class.

use alloc::vec::Vec;
use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::bins::{Stretch, nearest_edge};
use super::forecast::Forecast;
use super::prior::Prior;
use super::took::Took;
use super::usual::Usual;
use super::{regimes, sample};
use crate::UsualTime;

/// At first one task in so many may be quick, whatever is expected; with as many completions, half of that.
const DOUBTED_FOR: f64 = 100.0;

/// Remembers when the latest tasks of one class were over.
///
/// It begins with the provider's figures, and keeps the latest [256](Self::CAP) completions: 2 KiB at most.
/// What follows from them is a [`Forecast`]. That weighs the figures, the shapes that such distributions
/// have, and the completions themselves; and it asks whether the service works otherwise of late, so that
/// a few completions which contradict all earlier ones outweigh them.
///
/// ```
/// use core::time::Duration;
/// use grok_video_poller::{Profile, Took, UsualTime};
/// let secs = Duration::from_secs;
/// let mut profile = Profile::usual(UsualTime::between(secs(120), secs(240)));
/// for n in 0..20 {
///     profile.learn(Took::between(secs(300 + 3 * n), secs(330 + 3 * n)));
/// }
/// let median = profile.forecast().quantile(0.5);
/// assert!(median > secs(325) && median < secs(360));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    try_from = "super::form::ProfileForm",
    into = "super::form::ProfileForm"
)]
pub struct Profile {
    usual: Usual,
    /// Oldest first.
    seen: Vec<Took>,
}

impl Profile {
    /// How many completions are remembered.
    pub const CAP: usize = 256;

    /// Starts from the provider's figures, or from what the caller knows better.
    #[must_use]
    pub fn usual(usual: UsualTime) -> Self {
        Self {
            usual: usual.into(),
            seen: Vec::new(),
        }
    }

    /// Takes note of a completion; the oldest one is forgotten for it where there are too many.
    pub fn learn(&mut self, took: Took) {
        if self.seen.len() >= Self::CAP {
            self.seen.drain(..=self.seen.len() - Self::CAP);
        }
        self.seen.push(took);
    }

    /// Takes note of all that another profile of the same class has seen, as though the completions of both
    /// had come in turn, so the latest ones of both are kept.
    ///
    /// Which of the two is merged into the other makes no difference. Of different figures, the shorter
    /// ones are kept.
    pub fn merge(&mut self, other: &Self) {
        self.usual = self.usual.min(other.usual);
        let mut newest =
            Vec::with_capacity((self.seen.len() + other.seen.len()).min(Self::CAP + 1));
        let (mut ours, mut theirs) = (self.seen.iter().rev(), other.seen.iter().rev());
        while newest.len() < Self::CAP {
            // Between two that are equally late, their ages decide, not whose they are.
            match (ours.next(), theirs.next()) {
                (Some(one), Some(two)) => newest.extend([*one.max(two), *one.min(two)]),
                (Some(one), None) | (None, Some(one)) => newest.push(*one),
                (None, None) => break,
            }
        }
        newest.truncate(Self::CAP);
        newest.reverse();
        self.seen = newest;
    }

    /// Returns how many completions are remembered.
    #[must_use]
    pub fn n_seen(&self) -> usize {
        self.seen.len()
    }

    /// Returns the figures that it began with.
    #[must_use]
    pub fn usual_time(&self) -> UsualTime {
        self.usual.into()
    }

    /// Works out what to expect of the next task: some hundred microseconds.
    #[must_use]
    pub fn forecast(&self) -> Forecast {
        let stretch = |took: &Took| {
            let (after_ms, by_ms) = took.as_ms();
            Stretch::of(after_ms, by_ms)
        };
        let seen: Vec<Stretch> = self.seen.iter().rev().map(stretch).collect();
        let prior = Prior::new(self.usual, &seen);
        let expected = regimes::expected(&prior, &seen);
        let mut over = sample::refined(expected, &seen);
        self.doubt(&mut over);
        Forecast::new(&over)
    }

    /// Leaves room for tasks that take as the figures say, or are quicker, whatever was seen.
    fn doubt(&self, over: &mut [f64]) {
        let from = nearest_edge(self.usual.least_ms / 4);
        let to = nearest_edge(self.usual.most_ms).max(from + 1);
        let doubt = 1.0 / (DOUBTED_FOR + self.seen.len() as f64);
        for (edge, over) in over.iter_mut().enumerate() {
            let doubted = (edge.saturating_sub(from) as f64 / (to - from) as f64).min(1.0);
            *over += doubt * (doubted - *over);
        }
    }

    /// Returns twice the time of a slow task by the provider's figures.
    pub(super) fn latest_first_poll(&self) -> Duration {
        self.usual_time().most() * 2
    }

    pub(super) fn from_parts(usual: Usual, mut seen: Vec<Took>) -> Self {
        let too_many = seen.len().saturating_sub(Self::CAP);
        seen.drain(..too_many);
        Self { usual, seen }
    }

    pub(super) fn into_parts(self) -> (Usual, Vec<Took>) {
        (self.usual, self.seen)
    }
}
