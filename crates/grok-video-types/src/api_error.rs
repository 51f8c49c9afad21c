//! An answer that is not a task.

use alloc::boxed::Box;
use core::fmt;

use crate::TaskId;
use crate::plain_text::{into_word, plain_text};

/// Says that the service, or something before it, answered with anything but a task.
///
/// It states facts; whether to ask again is for the poller to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    kind: ApiErrorKind,
    http_status: u16,
    service_code: Option<Box<str>>,
    message: Box<str>,
    task_id: Option<TaskId>,
}

impl ApiError {
    /// The longest message kept, in bytes.
    pub const MESSAGE_CAP: usize = 2048;
    const CODE_CAP: usize = 64;

    /// Makes an error of `kind`; the message is made [plain](plain_text).
    #[must_use]
    pub fn new(kind: ApiErrorKind, http_status: u16, message: &str) -> Self {
        Self {
            kind,
            http_status,
            service_code: None,
            message: plain_text(message, Self::MESSAGE_CAP).into(),
            task_id: None,
        }
    }

    /// Returns the error with the code that stood in the body, made plain and without white space
    /// around it; an empty one is none.
    #[must_use]
    pub fn with_service_code(self, code: &str) -> Self {
        let code = into_word(code.into(), Self::CODE_CAP);
        Self {
            service_code: (!code.is_empty()).then(|| code.into()),
            ..self
        }
    }

    /// Returns the error with the id of the task that the body named.
    #[must_use]
    pub fn with_task_id(self, id: TaskId) -> Self {
        Self {
            task_id: Some(id),
            ..self
        }
    }

    /// Returns what kind of answer it was.
    #[must_use]
    pub fn kind(&self) -> ApiErrorKind {
        self.kind
    }

    /// Returns the HTTP status of the answer.
    #[must_use]
    pub fn http_status(&self) -> u16 {
        self.http_status
    }

    /// Returns the code that stood in the body, where there was one.
    #[must_use]
    pub fn service_code(&self) -> Option<&str> {
        self.service_code.as_deref()
    }

    /// Returns the status that the answer means: a business code where HTTP said 200.
    ///
    /// The service was seen to answer `{"code":"204","msg":"login check failed"}` with HTTP 200
    /// (W); that reads as 401. A code that is no HTTP error status leaves HTTP's.
    #[must_use]
    pub fn effective_status(&self) -> u16 {
        effective_status(self.http_status, self.service_code())
    }

    /// Returns the service's words as plain text; empty where it had none.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the id that stood in an answer which was no readable task all the same.
    ///
    /// After a create call this is the id to ask for: the task is paid.
    #[must_use]
    pub fn task_id(&self) -> Option<&TaskId> {
        self.task_id.as_ref()
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (HTTP {}", self.kind, self.http_status)?;
        if let Some(code) = self.service_code() {
            write!(f, ", code {code}")?;
        }
        f.write_str(")")?;
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        Ok(())
    }
}

impl core::error::Error for ApiError {}

/// Says what kind of answer an [`ApiError`] was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ApiErrorKind {
    /// The key is missing, wrong or expired (401, or code 204 on HTTP 200).
    Unauthorized,
    /// The account has no balance left (402).
    PaymentRequired,
    /// The key may not do this (403).
    Forbidden,
    /// No task has this id (404).
    NotFound,
    /// The server does not know the path: the base URL is wrong ("No handler found" on 404 or 200).
    NoRoute,
    /// The service refused the request for another reason.
    Rejected,
    /// Too many requests (429).
    RateLimited,
    /// The service, or a proxy before it, failed or had no time (5xx, 408, 425).
    Server,
    /// The answer is not what the service documents.
    Malformed,
    /// The task is completed, but the answer names no result.
    NoVideoUrl,
}

impl ApiErrorKind {
    /// Returns the kind's name in snake case, as programs print it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unauthorized => "unauthorized",
            Self::PaymentRequired => "payment_required",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::NoRoute => "no_route",
            Self::Rejected => "rejected",
            Self::RateLimited => "rate_limited",
            Self::Server => "server",
            Self::Malformed => "malformed",
            Self::NoVideoUrl => "no_video_url",
        }
    }

    /// Returns what a person can do about it, as half a sentence.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::Unauthorized => "check the API key",
            Self::PaymentRequired => "top up the account, then go on with the same command",
            Self::Forbidden => "check what the API key is allowed to do",
            Self::NotFound => "check the task id, and that the same key created it",
            Self::NoRoute => "check the base URL",
            Self::Rejected => "change the request as the message says",
            Self::RateLimited => "ask less often",
            Self::Server => "try again later",
            Self::Malformed => "check the base URL, or try again later",
            Self::NoVideoUrl => "ask again in a minute; if that stays, ask the provider",
        }
    }

    pub(crate) fn of_status(status: u16) -> Option<Self> {
        match status {
            401 => Some(Self::Unauthorized),
            402 => Some(Self::PaymentRequired),
            403 => Some(Self::Forbidden),
            404 => Some(Self::NotFound),
            429 => Some(Self::RateLimited),
            408 | 425 | 500..=599 => Some(Self::Server),
            400..=499 => Some(Self::Rejected),
            _ => None,
        }
    }
}

impl fmt::Display for ApiErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unauthorized => "the service refused the key",
            Self::PaymentRequired => "the account has no balance",
            Self::Forbidden => "the key is not allowed to do this",
            Self::NotFound => "the service knows no such task",
            Self::NoRoute => "the server has no such path",
            Self::Rejected => "the service refused the request",
            Self::RateLimited => "the service asks for fewer requests",
            Self::Server => "the server failed",
            Self::Malformed => "the answer is not what the service documents",
            Self::NoVideoUrl => "the task is completed, but the answer names no result URL",
        })
    }
}

/// Returns the status that an answer means: see [`ApiError::effective_status`].
pub(crate) fn effective_status(http_status: u16, service_code: Option<&str>) -> u16 {
    if !is_success(http_status) {
        return http_status;
    }
    match service_code {
        Some("204") => 401,
        // Not all that parses: a status has no sign.
        Some(code) if code.bytes().all(|byte| byte.is_ascii_digit()) => match code.parse() {
            Ok(status @ 400..=599) => status,
            _ => http_status,
        },
        Some(_) => http_status,
        None => http_status,
    }
}

/// Tells whether HTTP speaks of success.
pub(crate) fn is_success(http_status: u16) -> bool {
    (200..300).contains(&http_status)
}
