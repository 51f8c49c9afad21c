//! The ages at which to poll.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use super::took::ms;

/// Holds the ages at which a task is to be asked for, since its creation.
///
/// A clone shares the ages, so that a million tasks need them once.
///
/// ```
/// use core::time::Duration;
/// use grok_video_poller::{Adaptive, JobClass};
/// use grok_video_types::Model;
/// let mut adaptive = Adaptive::default();
/// let plan = adaptive.plan(&JobClass::new(Model::GrokVideo3, 10, 0));
/// let first = plan.first();
/// let second = plan.next_after(first).expect("a plan has several polls");
/// assert!(second >= first + Duration::from_secs(30));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// In milliseconds, rising; never empty.
    ages: Arc<[u32]>,
    min_gap_ms: u32,
}

impl Plan {
    pub(super) fn new(ages: Vec<u32>, min_gap_ms: u32) -> Self {
        debug_assert!(!ages.is_empty(), "a plan has a poll");
        Self {
            ages: ages.into(),
            min_gap_ms,
        }
    }

    /// Returns the age of the first poll.
    #[must_use]
    pub fn first(&self) -> Duration {
        Duration::from_millis(self.ages[0].into())
    }

    /// Returns the age of the last poll that is planned; who is not over then goes on as the provider
    /// recommends.
    #[must_use]
    pub fn last(&self) -> Duration {
        Duration::from_millis(self.ages[self.ages.len() - 1].into())
    }

    /// Returns the age of the poll that follows one at `age`, or nothing behind the last one.
    ///
    /// It keeps the least gap from `age`. So a poll that was late by less than half of the gap moves the
    /// next one, where it must, and takes the place of none.
    #[must_use]
    pub fn next_after(&self, age: Duration) -> Option<Duration> {
        let gap = Duration::from_millis(self.min_gap_ms.into());
        let soonest = ms(age.saturating_add(gap / 2));
        let next = self.ages.partition_point(|planned| *planned <= soonest);
        let planned = Duration::from_millis((*self.ages.get(next)?).into());
        Some(planned.max(age.saturating_add(gap)))
    }

    /// Returns how many polls are planned.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a plan is never empty")]
    pub fn len(&self) -> usize {
        self.ages.len()
    }

    /// Returns the ages of the polls, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Duration> + '_ {
        self.ages
            .iter()
            .map(|ms| Duration::from_millis((*ms).into()))
    }

    /// Returns the least gap between two polls.
    #[must_use]
    pub fn min_gap(&self) -> Duration {
        Duration::from_millis(self.min_gap_ms.into())
    }
}
