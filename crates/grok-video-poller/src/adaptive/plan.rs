//! The ages at which to poll.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use serde::{Deserialize, Serialize};

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PlanForm", into = "PlanForm")]
pub struct Plan {
    /// In milliseconds, rising; never empty.
    ages: Arc<[u32]>,
    min_gap_ms: u32,
}

impl Plan {
    /// Makes a plan of ages that the caller knows better, in whole milliseconds.
    ///
    /// # Errors
    /// When there is no age, or two of them are closer than the least gap, which is a millisecond or more.
    pub fn new(
        ages: impl IntoIterator<Item = Duration>,
        min_gap: Duration,
    ) -> Result<Self, InvalidPlan> {
        Self::checked(ages.into_iter().map(ms).collect(), ms(min_gap))
    }

    fn checked(ages: Vec<u32>, min_gap_ms: u32) -> Result<Self, InvalidPlan> {
        if ages.is_empty() {
            return Err(InvalidPlan::Empty);
        }
        let are_apart = |pair: &[u32]| {
            pair[0]
                .checked_add(min_gap_ms)
                .is_some_and(|it| it <= pair[1])
        };
        if min_gap_ms == 0 || !ages.windows(2).all(are_apart) {
            return Err(InvalidPlan::TooClose);
        }
        Ok(Self::of_ms(ages, min_gap_ms))
    }

    /// Makes a plan of ages that rise by the gap.
    pub(super) fn of_ms(ages: Vec<u32>, min_gap_ms: u32) -> Self {
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

/// Says why ages make no plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidPlan {
    /// There is no age.
    Empty,
    /// Two ages are closer than the least gap, or that is shorter than a millisecond.
    TooClose,
}

impl fmt::Display for InvalidPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "the plan has no poll; give at least one age",
            Self::TooClose => {
                "two polls of the plan are closer than its least gap, or that is no millisecond"
            }
        })
    }
}

impl core::error::Error for InvalidPlan {}

/// A plan as it is stored, checked again when it is read.
#[derive(Serialize, Deserialize)]
struct PlanForm {
    min_gap_ms: u32,
    ages_ms: Vec<u32>,
}

impl From<Plan> for PlanForm {
    fn from(plan: Plan) -> Self {
        Self {
            min_gap_ms: plan.min_gap_ms,
            ages_ms: plan.ages.to_vec(),
        }
    }
}

impl TryFrom<PlanForm> for Plan {
    type Error = InvalidPlan;

    fn try_from(form: PlanForm) -> Result<Self, InvalidPlan> {
        Self::checked(form.ages_ms, form.min_gap_ms)
    }
}
