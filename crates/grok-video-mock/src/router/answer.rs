use bytes::Bytes;
use serde::Serialize;
use serde_json::Number;

use super::file::File;
use super::origin::Origin;
use crate::world::{Completed, State, Task, Url, World};

/// A task as the service writes it: these fields in this order.
#[derive(Debug, Serialize)]
pub(crate) struct TaskAnswer<'a> {
    id: &'a str,
    object: &'static str,
    created: u64,
    model: &'a str,
    status: &'a str,
    video_url: Option<String>,
    #[serde(rename = "actualDuration", skip_serializing_if = "Option::is_none")]
    actual_duration: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<Number>,
    #[serde(rename = "totalTokens", skip_serializing_if = "Option::is_none")]
    total_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_frame_url: Option<String>,
    error: Option<&'a str>,
}

/// The body of an error that the service or a relay reports.
#[derive(Debug, Serialize)]
pub(crate) struct ErrorAnswer<'a> {
    pub(crate) error: ErrorDetail<'a>,
}

#[derive(Debug, Serialize)]
pub(crate) struct ErrorDetail<'a> {
    pub(crate) message: &'a str,
    pub(crate) code: &'static str,
}

/// The body of the answer to a route that does not exist.
#[derive(Debug, Serialize)]
pub(super) struct NoRoute {
    pub(super) message: String,
}

impl<'a> TaskAnswer<'a> {
    /// Makes the answer for a task in a state; its files are under `origin`.
    pub(super) fn new(world: &World, origin: &Origin, task: &'a Task, state: &State<'a>) -> Self {
        let mut answer = Self {
            id: task.id(),
            object: "video",
            created: world.unix_time(task.created()),
            model: task.model(),
            status: status(state),
            video_url: None,
            actual_duration: None,
            amount: None,
            total_tokens: None,
            last_frame_url: None,
            error: None,
        };
        match state {
            State::Queued | State::Processing => {}
            State::Completed(completed) => answer.complete(world, origin, completed),
            State::Failed { message } => answer.error = Some(message),
        }
        answer
    }

    /// Returns where the video is said to be.
    pub(crate) fn into_video_url(self) -> Option<String> {
        self.video_url
    }

    /// Returns the answer with another status.
    pub(super) fn with_status(self, status: &'a str) -> Self {
        Self { status, ..self }
    }

    fn complete(&mut self, world: &World, origin: &Origin, completed: &Completed<'_>) {
        let own = |file: File| origin.url(file, world, self.id, &completed.asset);
        self.video_url = match &completed.completion.url {
            Url::Own => Some(own(File::Video)),
            Url::Other(url) => Some(url.to_string()),
            Url::Absent => None,
        };
        let has_last_frame = completed.completion.has_last_frame;
        self.last_frame_url = has_last_frame.then(|| own(File::LastFrame));
        self.actual_duration = completed.seconds.and_then(number);
        self.amount = completed.amount.and_then(number);
        self.total_tokens = completed.completion.total_tokens;
    }
}

/// Returns the service's word for a state.
pub(crate) fn status(state: &State<'_>) -> &'static str {
    match state {
        State::Queued => "queued",
        State::Processing => "processing",
        State::Completed(_) => "completed",
        State::Failed { .. } => "failed",
    }
}

/// Writes a whole number as an integer, others as a fraction.
fn number(number: f64) -> Option<Number> {
    if number.fract() == 0.0 && number < u64::MAX as f64 {
        Some(Number::from(number as u64))
    } else {
        Number::from_f64(number)
    }
}

/// Writes what this crate answers as JSON.
pub(crate) fn encode(answer: &impl Serialize) -> Bytes {
    let bytes = serde_json::to_vec(answer);
    bytes
        .expect("answers have string keys and finite numbers")
        .into()
}
