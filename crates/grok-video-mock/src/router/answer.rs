use serde::Serialize;
use serde_json::Number;

use crate::world::{Asset, State, Task};

/// A task as the service writes it: these fields in this order.
#[derive(Debug, Serialize)]
pub(super) struct TaskAnswer<'a> {
    id: &'a str,
    object: &'static str,
    created: u64,
    model: &'a str,
    status: &'static str,
    video_url: Option<String>,
    #[serde(rename = "actualDuration", skip_serializing_if = "Option::is_none")]
    actual_duration: Option<Number>,
    error: Option<&'a str>,
}

/// The body of an error that the service or a relay reports.
#[derive(Debug, Serialize)]
pub(super) struct ErrorAnswer<'a> {
    pub(super) error: ErrorDetail<'a>,
}

#[derive(Debug, Serialize)]
pub(super) struct ErrorDetail<'a> {
    pub(super) message: &'a str,
    pub(super) code: &'static str,
}

/// The body of the answer to a route that does not exist.
#[derive(Debug, Serialize)]
pub(super) struct NoRoute {
    pub(super) message: String,
}

impl<'a> TaskAnswer<'a> {
    /// Makes the answer for a task in a state; `video_url` is where its video
    /// is, and asked for only once it is completed.
    pub(super) fn new(
        task: &'a Task,
        created: u64,
        state: &State<'a>,
        video_url: impl FnOnce(&Asset) -> String,
    ) -> Self {
        let mut answer = Self {
            id: task.id(),
            object: "video",
            created,
            model: task.model(),
            status: status(state),
            video_url: None,
            actual_duration: None,
            error: None,
        };
        match state {
            State::Queued | State::Processing => {}
            State::Completed { asset, seconds } => {
                answer.video_url = Some(video_url(asset));
                answer.actual_duration = seconds.and_then(number);
            }
            State::Failed { message } => answer.error = Some(message),
        }
        answer
    }
}

/// Returns the service's word for a state.
pub(super) fn status(state: &State<'_>) -> &'static str {
    match state {
        State::Queued => "queued",
        State::Processing => "processing",
        State::Completed { .. } => "completed",
        State::Failed { .. } => "failed",
    }
}

/// Writes whole seconds as an integer, others as a fraction.
fn number(seconds: f64) -> Option<Number> {
    if seconds.fract() == 0.0 && seconds < u64::MAX as f64 {
        Some(Number::from(seconds as u64))
    } else {
        Number::from_f64(seconds)
    }
}
