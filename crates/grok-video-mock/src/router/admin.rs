use std::time::Duration;

use http::StatusCode;
use serde::Serialize;

use super::answer::status;
use super::{Call, Plan};
use crate::journal::{Counts, Outcome, Refusal};
use crate::world::World;

/// The simulation as a person or a script may want to see it.
#[derive(Debug, Serialize)]
struct Overview<'a> {
    seed: u64,
    /// Virtual seconds since the start.
    now: f64,
    tasks: Vec<TaskOverview<'a>>,
    counts: &'a Counts,
}

#[derive(Debug, Serialize)]
struct TaskOverview<'a> {
    id: &'a str,
    model: &'a str,
    created: u64,
    status: &'static str,
    polls: usize,
}

/// Answers with the state of everything, to a caller on the same machine.
pub(super) fn answer(world: &World, counts: &Counts, call: &Call<'_>, now: Duration) -> Plan {
    if !call.is_local() {
        let message = "the simulation's state is shown on loopback only";
        let status = StatusCode::FORBIDDEN;
        return Plan::refusal(Refusal::Invalid, status, "forbidden", message).unrecorded();
    }
    let tasks = world
        .tasks()
        .iter()
        .map(|task| TaskOverview {
            id: task.id(),
            model: task.model(),
            created: world.unix_time(task.created()),
            status: status(&task.state(now)),
            polls: task.polls().n(),
        })
        .collect();
    let overview = Overview {
        seed: world.seed(),
        now: now.as_secs_f64(),
        tasks,
        counts,
    };
    Plan::json(Outcome::Downloaded, StatusCode::OK, &overview).unrecorded()
}
