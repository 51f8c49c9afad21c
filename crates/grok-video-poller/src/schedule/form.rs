//! A schedule as it is stored, checked again when it is read.

use serde::{Deserialize, Serialize};

use super::{InvalidSchedule, Schedule, ScheduleBuilder};
use crate::Plan;
use crate::age::Age;

#[derive(Serialize, Deserialize)]
pub(super) struct Form {
    #[serde(rename = "first_poll_ns")]
    first_poll: Age,
    #[serde(rename = "interval_ns")]
    interval: Age,
    factor_per_mille: u32,
    #[serde(rename = "floor_ns")]
    floor: Age,
    /// `null` where there is none, as for a fixed schedule.
    #[serde(rename = "cap_ns")]
    cap: Option<Age>,
    jitter_per_cent: u32,
    #[serde(rename = "deadline_ns")]
    deadline: Age,
    #[serde(rename = "call_timeout_ns")]
    call_timeout: Age,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    plan: Option<Plan>,
}

impl From<Schedule> for Form {
    fn from(schedule: Schedule) -> Self {
        Self {
            first_poll: schedule.first_poll,
            interval: schedule.interval,
            factor_per_mille: schedule.factor_per_mille,
            floor: schedule.floor,
            cap: Some(schedule.cap).filter(|cap| *cap < Age::MAX),
            jitter_per_cent: schedule.jitter_per_cent,
            deadline: schedule.deadline,
            call_timeout: schedule.call_timeout,
            plan: schedule.plan,
        }
    }
}

impl TryFrom<Form> for Schedule {
    type Error = InvalidSchedule;

    fn try_from(form: Form) -> Result<Self, InvalidSchedule> {
        let builder = ScheduleBuilder::new(
            form.interval.duration(),
            f64::from(form.factor_per_mille) / 1000.0,
        )
        .with_first_poll(form.first_poll.duration())
        .with_floor(form.floor.duration())
        .with_cap(form.cap.unwrap_or(Age::MAX).duration())
        .with_jitter(form.jitter_per_cent)
        .with_deadline(form.deadline.duration())
        .with_call_timeout(form.call_timeout.duration());
        match form.plan {
            Some(plan) => builder.with_plan(plan).build(),
            None => builder.build(),
        }
    }
}
