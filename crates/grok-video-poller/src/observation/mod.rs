//! What a poll brought.

mod class;
mod poll_error;

use alloc::string::ToString;
use core::time::Duration;

use grok_video_types::{ApiError, ApiErrorKind, VideoTask, decode, retry_after};

pub(crate) use class::Class;
pub use poll_error::{PollError, PollErrorKind};

/// Holds what one query brought: a task, an error of the service, or no answer at all.
///
/// Whoever queries states facts, and the poller alone decides what they mean. With any HTTP client,
/// an answer is its status, its body and two headers:
///
/// ```
/// use grok_video_poller::Observation;
/// let observation = Observation::http(503, b"<html>busy</html>")
///     .with_retry_after_header(Some("120"), None);
/// assert!(observation.may_pass());
/// ```
///
/// and where no answer came, one of the other constructors says why.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a watch learns nothing until it observes this"]
pub struct Observation {
    pub(crate) result: Result<VideoTask, Fault>,
    pub(crate) retry_after: Option<Duration>,
}

/// Holds an error with what it means for asking again.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fault {
    pub(crate) error: PollError,
    pub(crate) class: Class,
}

impl Observation {
    /// Takes an answer over HTTP, whatever it is: its status and its whole body.
    ///
    /// The key, or a result's signature, that a server gives back in an error's words is not taken
    /// out: [`decode_redacting`](grok_video_types::decode_redacting) does that, and what it returns
    /// converts into an observation.
    pub fn http(status: u16, body: &[u8]) -> Self {
        decode(status, body).into()
    }

    /// Says that the server could not be reached or the connection broke: it may pass by itself.
    pub fn unreachable(message: &str) -> Self {
        Self::failed(PollErrorKind::Connect, message, Class::Transient)
    }

    /// Says that no whole answer came in time: it may pass by itself.
    pub fn timed_out() -> Self {
        Self::timed_out_in("no whole answer came in time")
    }

    /// Says that no whole answer came in time, and what was going on: it may pass by itself.
    pub fn timed_out_in(message: &str) -> Self {
        Self::failed(PollErrorKind::Timeout, message, Class::Transient)
    }

    /// Says that an answer was larger than any of the service: it may pass by itself.
    pub fn too_large(message: &str) -> Self {
        Self::failed(PollErrorKind::TooLarge, message, Class::Transient)
    }

    /// Says that an answer came which is not what the service documents: it may pass by itself.
    pub fn malformed(message: &str) -> Self {
        Fault::malformed(message).into()
    }

    /// Says that the server's certificate is not the right one: that is permanent.
    pub fn bad_certificate(message: &str) -> Self {
        Self::failed(PollErrorKind::Tls, message, Class::Fatal)
    }

    /// Says that the server redirects, and that nobody followed: that is permanent.
    pub fn redirected(message: &str) -> Self {
        Self::failed(PollErrorKind::Redirect, message, Class::Fatal)
    }

    /// Says that the address is not one that may be asked: that is permanent.
    pub fn out_of_scope(message: &str) -> Self {
        Self::failed(PollErrorKind::OutOfScope, message, Class::Fatal)
    }

    fn failed(kind: PollErrorKind, message: &str, class: Class) -> Self {
        Fault::new(kind, message, class).into()
    }

    /// Returns the observation with the wait that the server asks for.
    pub fn with_retry_after(self, wait: Duration) -> Self {
        Self {
            retry_after: Some(wait),
            ..self
        }
    }

    /// Returns the observation with the wait that the answer's header `Retry-After` asks for: seconds,
    /// or a date, which is taken against the same answer's `Date`; anything else is no wait.
    pub fn with_retry_after_header(self, value: Option<&str>, date: Option<&str>) -> Self {
        Self {
            retry_after: value.and_then(|value| retry_after(value, date)),
            ..self
        }
    }

    /// Returns the wait that the server asks for, where it asks for one.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Returns why the query brought no task, where it brought none.
    #[must_use]
    pub fn error(&self) -> Option<&PollError> {
        self.result.as_ref().err().map(|fault| &fault.error)
    }

    /// Tells whether the same question may be answered well a moment later.
    ///
    /// A [`Watch`](crate::Watch) asks on by itself; this is for whoever asks but once.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(&self.result, Err(fault) if matches!(fault.class, Class::Transient | Class::Throttled))
    }
}

impl Fault {
    fn new(kind: PollErrorKind, message: &str, class: Class) -> Self {
        let error = PollError::new(kind, message);
        Self { error, class }
    }

    pub(crate) fn malformed(message: &str) -> Self {
        let kind = PollErrorKind::Api(ApiErrorKind::Malformed);
        Self::new(kind, message, Class::Transient)
    }
}

impl From<Fault> for Observation {
    fn from(fault: Fault) -> Self {
        Self {
            result: Err(fault),
            retry_after: None,
        }
    }
}

impl From<VideoTask> for Observation {
    fn from(task: VideoTask) -> Self {
        Self {
            result: Ok(task),
            retry_after: None,
        }
    }
}

impl From<ApiError> for Observation {
    fn from(error: ApiError) -> Self {
        let (kind, class) = class::of_answer(&error);
        Self::failed(kind, &error.to_string(), class)
    }
}

impl From<Result<VideoTask, ApiError>> for Observation {
    fn from(answer: Result<VideoTask, ApiError>) -> Self {
        answer.map_or_else(Self::from, Self::from)
    }
}
