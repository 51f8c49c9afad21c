//! When to ask, as a value.

mod builder;
mod form;
mod invalid;

use core::time::Duration;

use serde::{Deserialize, Serialize};

use crate::age::Age;
use crate::{Plan, jitter, provider};

pub use builder::ScheduleBuilder;
pub use invalid::InvalidSchedule;

/// Says how long to wait before each poll and when to give up.
///
/// It is one formula: the first poll has a wait of its own, and the wait after the n-th poll is
/// `interval × factorⁿ⁻¹`, moved by the jitter, and kept between `floor` and `cap`.
///
/// | | [`provider`](Self::provider) (the default; D: 30–60 s) | [`fixed`](Self::fixed) | [`exponential`](Self::exponential) |
/// | --- | --- | --- | --- |
/// | first poll | 30 s | the interval | the interval |
/// | interval | 30 s | given | given |
/// | factor | 1.2 | 1 | given |
/// | floor | 30 s | the interval | the interval |
/// | cap | 60 s | none | 60 s, or the floor |
/// | jitter | ±15 % | none | ±15 % |
/// | deadline, from the start of the watch | 30 min | 30 min | 30 min |
/// | call timeout, the most one query may take | 60 s | 60 s | 60 s |
///
/// Each of the three starts a builder; [`default`](Self::default) is the provider's, built. Each value is
/// changed by a `with_…`, and [`build`](ScheduleBuilder::build) checks the whole.
///
/// Jitter is seeded by the task's id; it never leads under the floor or over the cap, and makes a first
/// poll later only. The floor is the least gap between two polls, so it does not bind the first, which
/// may be asked at once or late: even one that would come after the deadline is asked once before it. A
/// hint of the server's (`Retry-After`) that is longer than the wait replaces it; no cap shortens a hint.
/// Waits of the schedule are rounded up to whole milliseconds, as far as the cap allows it, and factors
/// to thousandths.
///
/// A schedule may have a [plan](Self::planned) instead of the formula.
///
/// A watch that is not restored ends by the deadline at the latest. Where a wait would cross it, one
/// last poll is made earlier: the call timeout before the deadline, or halfway to it where there is less
/// time than that, or later as soon as floor and hint allow it (with the defaults that: 30 s after the
/// poll before). The same holds for a wait that ends so shortly before the deadline that no answer could
/// come: 5 s, or an eighth of what was left (A). After the last poll, or where there can be none, the
/// watch gives up at once.
///
/// ```
/// use core::time::Duration;
/// use grok_video_poller::Schedule;
/// let schedule = Schedule::exponential(Duration::from_secs(5), 1.5)
///     .with_first_poll(Duration::from_secs(20))
///     .with_cap(Duration::from_secs(40))
///     .with_deadline(Duration::from_secs(600))
///     .build()?;
/// assert_eq!(schedule.floor(), Duration::from_secs(5));
/// # Ok::<(), grok_video_poller::InvalidSchedule>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "form::Form", into = "form::Form")]
pub struct Schedule {
    first_poll: Age,
    interval: Age,
    factor_per_mille: u32,
    floor: Age,
    cap: Age,
    jitter_per_cent: u32,
    deadline: Age,
    call_timeout: Age,
    plan: Option<Plan>,
}

impl Schedule {
    /// The interval that the provider recommends at least (D).
    pub const PROVIDER_INTERVAL: Duration = provider::INTERVAL;

    /// The interval that the provider recommends at most (D).
    pub const PROVIDER_CAP: Duration = provider::CAP;

    /// By how much the provider's schedule grows from poll to poll (A).
    pub const PROVIDER_FACTOR: f64 = 1.2;

    /// Starts from the provider's recommendation.
    pub fn provider() -> ScheduleBuilder {
        Self::exponential(Self::PROVIDER_INTERVAL, Self::PROVIDER_FACTOR)
    }

    /// Starts from the same wait before every poll.
    pub fn fixed(interval: Duration) -> ScheduleBuilder {
        ScheduleBuilder::new(interval, 1.0)
            .with_jitter(0)
            .with_cap(Duration::MAX)
    }

    /// Starts from waits that grow by `factor` with every poll.
    pub fn exponential(interval: Duration, factor: f64) -> ScheduleBuilder {
        ScheduleBuilder::new(interval, factor)
    }

    /// Starts from planned ages, behind which it goes on as the provider recommends.
    ///
    /// The ages count from the task's creation, so they hold for a watch of a task that was
    /// [just created](crate::Watch::just_created); any other one follows the provider's schedule. The floor is
    /// the plan's least gap. Jitter moves all polls of a task later by the same time, up to its part of the
    /// floor: tasks that are created together ask apart.
    ///
    /// ```
    /// use grok_video_poller::{Adaptive, JobClass, Schedule, Tick, Watch};
    /// use grok_video_types::Model;
    /// let plan = Adaptive::default().plan(&JobClass::new(Model::GrokVideo3, 10, 0));
    /// let schedule = Schedule::planned(plan).build()?;
    /// let watch = Watch::new("video_1".parse()?, schedule, Tick::ZERO).just_created();
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn planned(plan: Plan) -> ScheduleBuilder {
        let builder = Self::provider().with_floor(plan.min_gap());
        builder.with_plan(plan)
    }

    /// Returns the planned ages, where there are any.
    #[must_use]
    pub fn plan(&self) -> Option<&Plan> {
        self.plan.as_ref()
    }

    /// Returns the wait before the first poll, jitter and plan aside.
    #[must_use]
    pub fn first_poll(&self) -> Duration {
        self.first_poll.duration()
    }

    /// Returns the least gap between two polls.
    #[must_use]
    pub fn floor(&self) -> Duration {
        self.floor.duration()
    }

    /// Returns the longest wait between two polls, but for hints of the server.
    #[must_use]
    pub fn cap(&self) -> Duration {
        self.cap.duration()
    }

    /// Returns how long after its start a watch gives up at the latest.
    #[must_use]
    pub fn deadline(&self) -> Duration {
        self.deadline.duration()
    }

    /// Returns how long one query may take.
    #[must_use]
    pub fn call_timeout(&self) -> Duration {
        self.call_timeout.duration()
    }

    pub(crate) fn floor_age(&self) -> Age {
        self.floor
    }

    pub(crate) fn deadline_age(&self) -> Age {
        self.deadline
    }

    pub(crate) fn call_age(&self) -> Age {
        self.call_timeout
    }

    /// Returns the wait at an age until the next planned poll, if there is one.
    pub(crate) fn planned_wait(&self, n_polls: u32, age: Age, seed: u64) -> Option<Age> {
        let plan = self.plan.as_ref()?;
        let width = self.floor.part(100).nanos() * u64::from(self.jitter_per_cent);
        let moved = jitter::part_of(Age::of_nanos(width), seed, 0);
        let next = match n_polls {
            0 => plan.first(),
            _ => plan.next_after(age.since(moved).duration())?,
        };
        Some(Age::of(next).after(moved).since(age))
    }

    /// Returns the wait before the poll that follows `n_polls` earlier ones.
    #[inline]
    pub(crate) fn wait(&self, n_polls: u32, seed: u64) -> Age {
        let (wait, low, high) = match n_polls {
            0 => (self.first_poll, self.first_poll, Age::MAX),
            n => {
                let grown = grown(self.interval, self.factor_per_mille, n - 1);
                (grown.max(self.floor).min(self.cap), self.floor, self.cap)
            }
        };
        let moved = jitter::spread(wait, self.jitter_per_cent, seed, n_polls);
        reflect(moved, low, high).up_to_ms().min(high)
    }
}

impl Default for Schedule {
    /// Returns the provider's recommendation.
    fn default() -> Self {
        Self::provider()
            .build()
            .unwrap_or_else(|_| unreachable!("the provider's schedule is valid"))
    }
}

/// Returns `wait × factorⁿ`, at most 584 years; by squaring, since `n` may be anything.
#[inline]
fn grown(wait: Age, factor_per_mille: u32, n: u32) -> Age {
    match factor_per_mille {
        1000 => wait,
        _ => multiplied(wait, factor_per_mille, n),
    }
}

#[inline(never)]
fn multiplied(wait: Age, factor_per_mille: u32, mut n: u32) -> Age {
    let mut square = f64::from(factor_per_mille) / 1000.0;
    let mut factor = 1.0;
    while n > 0 {
        if n % 2 == 1 {
            factor *= square;
        }
        square *= square;
        n /= 2;
    }
    // The cast saturates, and a product that is no number is 0, which the floor corrects.
    Age::of_nanos((wait.nanos() as f64 * factor) as u64)
}

/// Mirrors `wait` at the bound it exceeds, so that not all waits beyond a bound become the same.
#[inline]
fn reflect(wait: Age, low: Age, high: Age) -> Age {
    if wait < low {
        low.after(low.since(wait)).min(high)
    } else if wait > high {
        high.since(wait.since(high)).max(low)
    } else {
        wait
    }
}
