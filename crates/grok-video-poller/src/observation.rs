//! What a poll brought, and what kind of thing that is: the only classification in the workspace.

use alloc::string::{String, ToString};
use core::fmt;
use core::time::Duration;

use grok_video_types::{ApiError, ApiErrorKind, VideoTask};

/// Holds what one query brought: a task, an error of the service, or no answer at all.
///
/// ```
/// use grok_video_poller::Observation;
/// use grok_video_types::decode;
/// let observation = Observation::from(decode(200, br#"{"id":"video_1","status":"queued"}"#))
///     .with_retry_after(core::time::Duration::from_secs(45));
/// # drop(observation);
/// ```
#[derive(Debug, Clone, PartialEq)]
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

/// Says what an error means for asking again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// It may pass by itself.
    Transient,
    /// It may pass, and the server asks for fewer requests.
    Throttled,
    /// No such task: believed when it is said again.
    NotFound,
    /// A refusal on HTTP 200 with a code of unknown meaning: believed at the third time.
    Doubtful,
    /// Completed without a result URL: asked a few times more.
    NoVideoUrl,
    /// The key is refused or the account is empty.
    Denied,
    /// The service refuses this request for good.
    Rejected,
    /// Something outside the service is wrong for good.
    Fatal,
}

impl Observation {
    /// Says that the server could not be reached or the connection broke: it may pass by itself.
    #[must_use]
    pub fn unreachable(message: &str) -> Self {
        Self::transient(PollErrorKind::Connect, message)
    }

    /// Says that a poll had trouble of `kind` that may pass by itself.
    #[must_use]
    pub fn transient(kind: PollErrorKind, message: &str) -> Self {
        Fault::new(kind, message, Class::Transient).into()
    }

    /// Says that no whole answer came in time: it may pass by itself.
    #[must_use]
    pub fn timed_out() -> Self {
        let message = "no whole answer came in time";
        Self::transient(PollErrorKind::Timeout, message)
    }

    /// Says that something is wrong that asking again cannot mend: a certificate, a redirect, an
    /// address out of scope.
    #[must_use]
    pub fn fatal(kind: PollErrorKind, message: &str) -> Self {
        Fault::new(kind, message, Class::Fatal).into()
    }

    /// Says that an answer came which is not what the service documents: it may pass by itself.
    #[must_use]
    pub fn malformed(message: &str) -> Self {
        Self::from(Fault::malformed(message))
    }

    /// Tells whether the same question may be answered well a moment later.
    ///
    /// A [`Watch`](crate::Watch) asks on by itself; this is for whoever asks but once.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(&self.result, Err(fault) if matches!(fault.class, Class::Transient | Class::Throttled))
    }

    /// Returns the observation with the wait that the server's `Retry-After` asks for.
    #[must_use]
    pub fn with_retry_after(self, wait: Duration) -> Self {
        Self {
            retry_after: Some(wait),
            ..self
        }
    }
}

impl Fault {
    fn new(kind: PollErrorKind, message: &str, class: Class) -> Self {
        let error = PollError {
            kind,
            message: message.into(),
        };
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

impl From<Result<VideoTask, ApiError>> for Observation {
    fn from(answer: Result<VideoTask, ApiError>) -> Self {
        Self {
            result: answer.map_err(Fault::from),
            retry_after: None,
        }
    }
}

impl From<ApiError> for Fault {
    fn from(error: ApiError) -> Self {
        let kind = PollErrorKind::Api(error.kind());
        Self::new(kind, &error.to_string(), classify(&error))
    }
}

/// Decides what an error of the service means for asking again.
///
/// | answer | class |
/// | --- | --- |
/// | 408, 425, 5xx, a malformed 2xx | transient |
/// | 429 | throttled |
/// | 401, 402, 403 | denied |
/// | 404 | not found; "no handler": fatal at once |
/// | other 4xx | rejected |
/// | a refusal on HTTP 200 whose code has no HTTP meaning | doubtful |
/// | 1xx, 3xx | fatal |
fn classify(error: &ApiError) -> Class {
    match error.kind() {
        ApiErrorKind::NoRoute => return Class::Fatal,
        ApiErrorKind::NoVideoUrl => return Class::NoVideoUrl,
        _ => {}
    }
    match error.effective_status() {
        408 | 425 | 500..=599 => Class::Transient,
        429 => Class::Throttled,
        401..=403 => Class::Denied,
        404 => Class::NotFound,
        400..=499 => Class::Rejected,
        200..=299 if error.kind() == ApiErrorKind::Malformed => Class::Transient,
        200..=299 => Class::Doubtful,
        _ => Class::Fatal,
    }
}

/// Says why a poll brought no task.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PollError {
    /// What kind of trouble it was.
    pub kind: PollErrorKind,
    /// What happened, as one line for a person.
    pub message: String,
}

impl fmt::Display for PollError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl core::error::Error for PollError {}

/// Names the kind of trouble a poll had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PollErrorKind {
    /// The service answered with an error.
    Api(ApiErrorKind),
    /// The server could not be reached, or the connection broke.
    Connect,
    /// No whole answer came in time.
    Timeout,
    /// The server's certificate is not the right one.
    Tls,
    /// The server redirects, which is not followed.
    Redirect,
    /// The address is not under the base URL.
    OutOfScope,
    /// The answer is larger than any answer of the service.
    TooLarge,
}

impl PollErrorKind {
    /// Returns the kind's name in snake case, as programs print it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Api(kind) => kind.as_str(),
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Tls => "tls",
            Self::Redirect => "redirect",
            Self::OutOfScope => "out_of_scope",
            Self::TooLarge => "too_large",
        }
    }

    /// Returns what a person can do about it, as half a sentence.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::Api(kind) => kind.advice(),
            Self::Connect | Self::Timeout => "check the network and the base URL, or go on later",
            Self::Tls => "check the base URL and this machine's clock; don't go on without",
            Self::Redirect => "if you trust where it points, make that the base URL",
            Self::OutOfScope | Self::TooLarge => "check the base URL",
        }
    }
}
