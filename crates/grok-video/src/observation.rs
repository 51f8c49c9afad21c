//! From what the transport saw to what the poller understands: the one place where both meet.

use std::error::Error as StdError;
use std::future::Future;

use grok_video_poller::{Observation, PollErrorKind};
use grok_video_transport::{Answer, Client, Error, ErrorKind, Http1};
use grok_video_types::TaskId;

use crate::one_line;

/// Returns what a driver calls to ask for a task.
pub(crate) fn query(
    transport: &Client<Http1>,
) -> impl FnMut(TaskId) -> QueryFuture + Send + Unpin + use<> {
    let transport = transport.clone();
    move |id| {
        let transport = transport.clone();
        Box::pin(async move { observation(transport.query(&id).await) })
    }
}

type QueryFuture = std::pin::Pin<Box<dyn Future<Output = Observation> + Send>>;

fn observation(answer: Result<Answer, Error>) -> Observation {
    let (observation, hint) = match answer {
        Ok(answer) => (Observation::from(Ok(answer.task)), answer.retry_after),
        Err(error) => (failed(&error), error.retry_after()),
    };
    match hint {
        Some(hint) => observation.with_retry_after(hint),
        None => observation,
    }
}

/// Returns what a failed call means for asking again.
pub(crate) fn failed(error: &Error) -> Observation {
    if let Some(api) = error.api() {
        return Observation::from(Err(api.clone()));
    }
    let message = what_happened(error);
    match error.kind() {
        ErrorKind::Timeout(_) => Observation::transient(PollErrorKind::Timeout, &message),
        ErrorKind::Tls => Observation::fatal(PollErrorKind::Tls, &message),
        ErrorKind::Redirect => Observation::fatal(PollErrorKind::Redirect, &message),
        ErrorKind::OutOfScope => Observation::fatal(PollErrorKind::OutOfScope, &message),
        ErrorKind::TooLarge => Observation::transient(PollErrorKind::TooLarge, &message),
        ErrorKind::Encoded => Observation::malformed(&message),
        _ => Observation::unreachable(&message),
    }
}

/// Returns what happened and why, in one line without the task.
fn what_happened(error: &Error) -> String {
    match error.source() {
        Some(cause) => format!("{}: {}", error.detail(), one_line(cause)),
        None => error.detail().to_owned(),
    }
}
