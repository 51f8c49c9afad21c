use std::time::Duration;

use serde::Serialize;

use crate::fault::{RuleOverview, ScriptOverview};
use crate::journal::{Counts, FaultRecord, Request};
use crate::pace::Pace;
use crate::router::status;
use crate::simulation::Simulation;
use crate::world::{State, Task};

/// The whole of a session in numbers.
#[derive(Debug, Serialize)]
pub(super) struct StateView<'a> {
    session: &'a str,
    seed: u64,
    now: f64,
    unix: u64,
    clock: PaceView,
    n_tasks: usize,
    n_requests: u64,
    n_faults: u64,
    n_unexpected: u64,
    counts: &'a Counts,
}

#[derive(Debug, Serialize)]
struct PaceView {
    time_scale: Option<f64>,
}

/// The clock, which all sessions share.
#[derive(Debug, Serialize)]
pub(super) struct ClockView {
    now: f64,
    unix: u64,
    time_scale: Option<f64>,
}

#[derive(Debug, Serialize)]
pub(super) struct TasksView<'a> {
    pub(super) now: f64,
    pub(super) tasks: Vec<TaskView<'a>>,
}

/// A task, and when it came to be what it is.
#[derive(Debug, Serialize)]
pub(super) struct TaskView<'a> {
    id: &'a str,
    model: &'a str,
    status: &'static str,
    held: bool,
    created: u64,
    created_at: f64,
    processing_at: Option<f64>,
    over_at: Option<f64>,
    polls: usize,
    video_url: Option<String>,
    error: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub(super) struct FaultsView<'a> {
    pub(super) rules: Vec<RuleOverview>,
    pub(super) scripts: Vec<ScriptOverview>,
    pub(super) records: Vec<FaultView<'a>>,
}

#[derive(Debug, Serialize)]
pub(super) struct FaultView<'a> {
    request: u64,
    at: f64,
    fault: &'a str,
    delay: f64,
    cause: &'a str,
}

#[derive(Debug, Serialize)]
pub(super) struct JournalView<'a> {
    pub(super) counts: &'a Counts,
    pub(super) n_unexpected: u64,
    pub(super) requests: Vec<RequestView<'a>>,
}

#[derive(Debug, Serialize)]
pub(super) struct RequestView<'a> {
    number: u64,
    at: f64,
    gap: Option<f64>,
    method: &'a str,
    path: &'a str,
    task: Option<&'a str>,
    outcome: String,
    status: Option<u16>,
    fault: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub(super) struct SessionsView {
    pub(super) sessions: Vec<SessionView>,
}

#[derive(Debug, Serialize)]
pub(super) struct SessionView {
    pub(super) name: String,
    pub(super) n_tasks: usize,
    pub(super) n_requests: u64,
}

/// A session that was opened: what a client needs to be in it.
#[derive(Debug, Serialize)]
pub(super) struct OpenedView<'a> {
    pub(super) name: &'a str,
    pub(super) key: &'a str,
    pub(super) base_url: String,
}

impl<'a> StateView<'a> {
    pub(super) fn new(
        session: &'a str,
        simulation: &'a Simulation,
        pace: Pace,
        now: Duration,
    ) -> Self {
        let counts = simulation.journal.counts();
        Self {
            session,
            seed: simulation.world.seed(),
            now: now.as_secs_f64(),
            unix: simulation.world.unix_time(now),
            clock: PaceView {
                time_scale: pace.scale(),
            },
            n_tasks: simulation.world.tasks().len(),
            n_requests: counts.total(),
            n_faults: simulation.journal.n_faults(),
            n_unexpected: simulation.journal.unexpected().n,
            counts,
        }
    }
}

impl ClockView {
    pub(super) fn new(simulation: &Simulation, pace: Pace, now: Duration) -> Self {
        Self {
            now: now.as_secs_f64(),
            unix: simulation.world.unix_time(now),
            time_scale: pace.scale(),
        }
    }
}

impl<'a> TaskView<'a> {
    pub(super) fn new(
        simulation: &'a Simulation,
        task: &'a Task,
        host: Option<&str>,
        now: Duration,
    ) -> Self {
        let state = task.state(now);
        let answer = simulation.router.task(&simulation.world, task, host, now);
        Self {
            id: task.id(),
            model: task.model(),
            status: status(&state),
            held: task.is_held(),
            created: simulation.world.unix_time(task.created()),
            created_at: task.created().as_secs_f64(),
            processing_at: task.processing_at(now).map(|at| at.as_secs_f64()),
            over_at: task.over_at(now).map(|at| at.as_secs_f64()),
            polls: task.polls().n(),
            video_url: answer.into_video_url(),
            error: match state {
                State::Failed { message } => Some(message),
                _ => None,
            },
        }
    }
}

impl<'a> From<&'a FaultRecord> for FaultView<'a> {
    fn from(record: &'a FaultRecord) -> Self {
        Self {
            request: record.request,
            at: record.at.as_secs_f64(),
            fault: &record.fault,
            delay: record.delay.as_secs_f64(),
            cause: &record.cause,
        }
    }
}

impl<'a> From<&'a Request> for RequestView<'a> {
    fn from(request: &'a Request) -> Self {
        Self {
            number: request.number,
            at: request.at.as_secs_f64(),
            gap: request.gap.map(|gap| gap.as_secs_f64()),
            method: request.method.as_str(),
            path: &request.path,
            task: request.task.as_deref(),
            outcome: request.outcome.to_string(),
            status: request.status,
            fault: request.fault.as_deref(),
        }
    }
}
