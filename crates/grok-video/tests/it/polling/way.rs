//! The way of all watches to the service, and the clock that they go by.

use std::error::Error as _;
use std::time::Duration;

use grok_video::poller::{Observation, Timer, TokioTimer};
use grok_video::transport::{Answer, Client, Error, ErrorKind, Http1};
use grok_video::{TaskId, one_line};
use grok_video_mock::{Connector, MockServer};

use super::super::faults::case::over;

/// A client that all share, over connections in memory.
#[derive(Clone)]
pub(super) struct Way {
    client: Client<Http1<Connector>>,
    pub(super) timer: TokioTimer,
}

impl Way {
    /// Returns the way to a server that starts now.
    pub(super) fn to(server: &MockServer, connector: Connector) -> Self {
        Self {
            client: over(&server.base_url(), connector),
            timer: TokioTimer::new(),
        }
    }

    /// Returns the time since the start of the server.
    pub(super) fn now(&self) -> Duration {
        self.timer.now().since_origin()
    }

    /// Asks once for a task.
    pub(super) async fn ask(self, id: TaskId) -> Observation {
        observation(self.client.query(&id).await)
    }
}

/// Returns what the watch is told, as the client does it: that one makes its connections over the
/// network, and this is in memory.
fn observation(answer: Result<Answer, Error>) -> Observation {
    let (observation, hint) = match answer {
        Ok(answer) => (Observation::from(answer.task), answer.retry_after),
        Err(error) => (failed(&error), error.retry_after()),
    };
    match hint {
        Some(hint) => observation.with_retry_after(hint),
        None => observation,
    }
}

fn failed(error: &Error) -> Observation {
    if let Some(api) = error.api() {
        return api.clone().into();
    }
    let message = match error.source() {
        Some(cause) => format!("{}: {}", error.detail(), one_line(cause)),
        None => error.detail().to_owned(),
    };
    match error.kind() {
        ErrorKind::Timeout(_) => Observation::timed_out_in(&message),
        ErrorKind::Tls => Observation::bad_certificate(&message),
        ErrorKind::Redirect => Observation::redirected(&message),
        ErrorKind::OutOfScope => Observation::out_of_scope(&message),
        ErrorKind::TooLarge => Observation::too_large(&message),
        ErrorKind::Encoded => Observation::malformed(&message),
        _ => Observation::unreachable(&message),
    }
}
