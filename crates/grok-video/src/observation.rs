//! From what the transport saw to what the poller understands: the one place where both meet.

use std::error::Error as StdError;
use std::future::Future;

use grok_video_poller::Observation;
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

/// A query under way.
pub(crate) type QueryFuture = std::pin::Pin<Box<dyn Future<Output = Observation> + Send>>;

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

/// Returns what a failed call states; what that means is for the poller.
pub(crate) fn failed(error: &Error) -> Observation {
    if let Some(api) = error.api() {
        return api.clone().into();
    }
    let message = what_happened(error);
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

/// Returns what happened and why, in one line without the task.
fn what_happened(error: &Error) -> String {
    match error.source() {
        Some(cause) => format!("{}: {}", error.detail(), one_line(cause)),
        None => error.detail().to_owned(),
    }
}
