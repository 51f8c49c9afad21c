//! A schedule as it is stored, checked again when it is read.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::{InvalidSchedule, Schedule, ScheduleBuilder};
use crate::nanoseconds;

#[derive(Serialize, Deserialize)]
pub(super) struct Form {
    #[serde(rename = "first_poll_ns", with = "nanoseconds")]
    first_poll: Duration,
    #[serde(rename = "interval_ns", with = "nanoseconds")]
    interval: Duration,
    factor_per_mille: u32,
    #[serde(rename = "floor_ns", with = "nanoseconds")]
    floor: Duration,
    /// `null` where there is none, as for a fixed schedule.
    #[serde(rename = "cap_ns", with = "nanoseconds::option")]
    cap: Option<Duration>,
    jitter_per_cent: u32,
    #[serde(rename = "deadline_ns", with = "nanoseconds")]
    deadline: Duration,
    #[serde(rename = "call_timeout_ns", with = "nanoseconds")]
    call_timeout: Duration,
}

impl From<Schedule> for Form {
    fn from(schedule: Schedule) -> Self {
        Self {
            first_poll: schedule.first_poll,
            interval: schedule.interval,
            factor_per_mille: schedule.factor_per_mille,
            floor: schedule.floor,
            cap: Some(schedule.cap).filter(|cap| *cap < nanoseconds::LONGEST),
            jitter_per_cent: schedule.jitter_per_cent,
            deadline: schedule.deadline,
            call_timeout: schedule.call_timeout,
        }
    }
}

impl TryFrom<Form> for Schedule {
    type Error = InvalidSchedule;

    fn try_from(form: Form) -> Result<Self, InvalidSchedule> {
        ScheduleBuilder::new(form.interval, f64::from(form.factor_per_mille) / 1000.0)
            .with_first_poll(form.first_poll)
            .with_floor(form.floor)
            .with_cap(form.cap.unwrap_or(nanoseconds::LONGEST))
            .with_jitter(form.jitter_per_cent)
            .with_deadline(form.deadline)
            .with_call_timeout(form.call_timeout)
            .build()
    }
}
