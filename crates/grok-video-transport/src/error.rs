//! What went wrong with a call.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use grok_video_types::{ApiError, ApiErrorKind, TaskId};

use crate::Phase;

/// Any error that can cross threads.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// Says what went wrong with a call to the service, to which task, and whether money may be spent.
///
/// It states facts; whether to ask again is for the poller to decide. `Display` prints its own
/// level, [`source`](StdError::source) the one below.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    task: Option<TaskId>,
    detail: String,
    api: Option<ApiError>,
    not_sent: bool,
    outcome_unknown: bool,
    retry_after: Option<Duration>,
    source: Option<BoxError>,
}

/// Names the kind of trouble a call had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The service answered with an error.
    Api(ApiErrorKind),
    /// No connection could be made.
    Connect,
    /// The server's certificate is not the right one.
    Tls,
    /// A phase of the call took too long.
    Timeout(Phase),
    /// The connection broke.
    Broken,
    /// The server redirects, which is not followed.
    Redirect,
    /// The request is not under the base URL.
    OutOfScope,
    /// The answer is larger than the cap.
    TooLarge,
    /// The answer is compressed, though that was not asked for.
    Encoded,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, detail: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            task: None,
            detail: detail.into(),
            api: None,
            not_sent: false,
            outcome_unknown: false,
            retry_after: None,
            source: None,
        }))
    }

    pub(crate) fn from_api(api: ApiError) -> Self {
        let mut error = Self::new(ErrorKind::Api(api.kind()), api.to_string());
        error.0.api = Some(api);
        error
    }

    pub(crate) fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(crate) fn with_task(mut self, id: &TaskId) -> Self {
        self.0.task = Some(id.clone());
        self
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    pub(crate) fn with_not_sent(mut self, not_sent: bool) -> Self {
        self.0.not_sent = not_sent;
        self
    }

    pub(crate) fn with_outcome_unknown(mut self, unknown: bool) -> Self {
        self.0.outcome_unknown = unknown;
        self
    }

    /// Returns the kind of trouble.
    ///
    /// It says what happened, not what to do; [`advice`](Self::advice) has words for a person.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns what happened in one line, without the task.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// Returns what the service answered, where it answered.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        self.0.api.as_ref()
    }

    /// Returns the task that the call was about.
    ///
    /// After a create call it is the task whose id stood in an answer that was an error
    /// otherwise: it is most likely created and paid.
    #[must_use]
    pub fn task_id(&self) -> Option<&TaskId> {
        let answered = self.api().and_then(ApiError::task_id);
        self.0.task.as_ref().or(answered)
    }

    /// Tells whether a create call may have reached the service, although no answer says so.
    ///
    /// Sending it again may cost the price of a second video: ask the user first.
    #[must_use]
    pub fn outcome_unknown(&self) -> bool {
        self.0.outcome_unknown
    }

    /// Tells whether surely no byte of the request left this machine.
    ///
    /// The same call can be made again at no risk, a create too. Where it is `false` nobody knows,
    /// or an answer came.
    #[must_use]
    pub fn not_sent(&self) -> bool {
        self.0.not_sent
    }

    /// Tells whether `phase` took too long.
    ///
    /// After [`Phase::Connect`] nothing was sent. After the others the request may have arrived:
    /// a query can be made again, for a create ask [`outcome_unknown`](Self::outcome_unknown).
    #[must_use]
    pub fn is_timeout(&self, phase: Phase) -> bool {
        self.0.kind == ErrorKind::Timeout(phase)
    }

    /// Returns the wait that the answer's `Retry-After` asks for.
    ///
    /// Whoever asks earlier must expect to be turned away again. A date is taken against the
    /// answer's own `Date`, so this machine's clock does not matter.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns what a person can do about it, as half a sentence.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        if self.0.outcome_unknown && self.task_id().is_some() {
            return "the task most likely exists and is paid: query it, and don't create it again";
        }
        if self.0.outcome_unknown {
            return "the task may exist and be paid: don't send it again before you know";
        }
        match self.0.kind {
            ErrorKind::Api(kind) => kind.advice(),
            ErrorKind::Connect | ErrorKind::Timeout(_) | ErrorKind::Broken => {
                "check the network and the base URL, or try again later"
            }
            ErrorKind::Tls => "check the base URL and this machine's clock; don't go on without",
            ErrorKind::Redirect => "if you trust where it points, make that the base URL",
            ErrorKind::OutOfScope | ErrorKind::TooLarge | ErrorKind::Encoded => {
                "check the base URL"
            }
        }
    }
}

impl ErrorKind {
    /// Returns the kind's name in snake case, as programs print it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Api(kind) => kind.as_str(),
            Self::Connect | Self::Broken => "connect",
            Self::Tls => "tls",
            Self::Timeout(_) => "timeout",
            Self::Redirect => "redirect",
            Self::OutOfScope => "out_of_scope",
            Self::TooLarge => "too_large",
            Self::Encoded => "malformed",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(id) = self.task_id() {
            write!(f, "task {id}: ")?;
        }
        f.write_str(&self.0.detail)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0
            .source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}
