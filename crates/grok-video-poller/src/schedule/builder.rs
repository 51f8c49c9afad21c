//! How a schedule is put together and checked.

use core::time::Duration;

use super::{InvalidSchedule, Schedule};
use crate::Plan;
use crate::age::Age;

/// Gathers a [`Schedule`], whose table names the defaults.
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ScheduleBuilder {
    interval: Duration,
    factor: f64,
    first_poll: Option<Duration>,
    floor: Option<Duration>,
    cap: Option<Duration>,
    jitter_per_cent: u32,
    deadline: Duration,
    call_timeout: Duration,
    plan: Option<Plan>,
}

impl ScheduleBuilder {
    /// The shortest wait that a schedule may have.
    const SHORTEST: Duration = Duration::from_millis(1);
    const MAX_FACTOR: f64 = 100.0;
    const MAX_JITTER: u32 = 50;

    pub(super) fn new(interval: Duration, factor: f64) -> Self {
        Self {
            interval,
            factor,
            first_poll: None,
            floor: None,
            cap: None,
            jitter_per_cent: 15,
            deadline: Duration::from_secs(30 * 60),
            call_timeout: Duration::from_secs(60),
            plan: None,
        }
    }

    /// Sets the wait before the first poll; zero asks at once. The floor doesn't bind it.
    pub fn with_first_poll(mut self, wait: Duration) -> Self {
        self.first_poll = Some(wait);
        self
    }

    /// Sets the least gap between two polls.
    pub fn with_floor(mut self, floor: Duration) -> Self {
        self.floor = Some(floor);
        self
    }

    /// Sets the longest wait between two polls.
    pub fn with_cap(mut self, cap: Duration) -> Self {
        self.cap = Some(cap);
        self
    }

    /// Sets how far waits may differ between tasks, in per cent; at most 50.
    pub fn with_jitter(mut self, per_cent: u32) -> Self {
        self.jitter_per_cent = per_cent;
        self
    }

    /// Sets when to give up at the latest, measured from the start of the watch.
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    pub(super) fn with_plan(mut self, plan: Plan) -> Self {
        self.plan = Some(plan);
        self
    }

    /// Sets the most one query may take.
    pub fn with_call_timeout(mut self, timeout: Duration) -> Self {
        self.call_timeout = timeout;
        self
    }

    /// Checks the schedule as a whole.
    ///
    /// # Errors
    /// When the interval, the floor or the call timeout is shorter than a millisecond, the deadline
    /// is zero, the cap is under the floor, the factor is not between 1 and 100, or the jitter
    /// exceeds 50 %.
    pub fn build(self) -> Result<Schedule, InvalidSchedule> {
        let floor = self.floor.unwrap_or(self.interval);
        let cap = self.cap.unwrap_or(Schedule::PROVIDER_CAP.max(floor));
        if self.interval < Self::SHORTEST || floor < Self::SHORTEST {
            return Err(InvalidSchedule::IntervalTooShort);
        }
        if cap < floor {
            return Err(InvalidSchedule::CapUnderFloor);
        }
        if self.deadline.is_zero() {
            return Err(InvalidSchedule::ZeroDeadline);
        }
        if self.call_timeout < Self::SHORTEST {
            return Err(InvalidSchedule::CallTimeoutTooShort);
        }
        if !(1.0..=Self::MAX_FACTOR).contains(&self.factor) {
            return Err(InvalidSchedule::Factor);
        }
        if self.jitter_per_cent > Self::MAX_JITTER {
            return Err(InvalidSchedule::TooMuchJitter);
        }
        Ok(Schedule {
            first_poll: Age::of(self.first_poll.unwrap_or(self.interval)),
            interval: Age::of(self.interval),
            // At most 100,000, as checked above, and half up.
            factor_per_mille: (self.factor * 1000.0 + 0.5) as u32,
            floor: Age::of(floor),
            cap: Age::of(cap),
            jitter_per_cent: self.jitter_per_cent,
            deadline: Age::of(self.deadline),
            call_timeout: Age::of(self.call_timeout),
            plan: self.plan,
        })
    }
}
