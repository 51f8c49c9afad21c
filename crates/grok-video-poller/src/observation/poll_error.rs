//! Why a poll brought no task.

use alloc::string::String;
use core::fmt;

use grok_video_types::{ApiErrorKind, plain_text};

/// Says why a poll brought no task.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PollError {
    /// What kind of trouble it was.
    pub kind: PollErrorKind,
    /// What happened, as one line for a person.
    pub message: String,
}

impl PollError {
    /// The longest message kept, in bytes.
    const MESSAGE_CAP: usize = 2048;

    /// Makes an error whose message is plain, on one line and not endless, whoever wrote it.
    pub(crate) fn new(kind: PollErrorKind, message: &str) -> Self {
        let message = plain_text(message, Self::MESSAGE_CAP);
        Self { kind, message }
    }
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
    const ALL: [Self; 16] = [
        Self::Api(ApiErrorKind::Unauthorized),
        Self::Api(ApiErrorKind::PaymentRequired),
        Self::Api(ApiErrorKind::Forbidden),
        Self::Api(ApiErrorKind::NotFound),
        Self::Api(ApiErrorKind::NoRoute),
        Self::Api(ApiErrorKind::Rejected),
        Self::Api(ApiErrorKind::RateLimited),
        Self::Api(ApiErrorKind::Server),
        Self::Api(ApiErrorKind::Malformed),
        Self::Api(ApiErrorKind::NoVideoUrl),
        Self::Connect,
        Self::Timeout,
        Self::Tls,
        Self::Redirect,
        Self::OutOfScope,
        Self::TooLarge,
    ];

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

    /// Returns the kind of this name.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Tells whether the key itself is refused, and so every task that is asked for with it.
    pub(crate) fn refuses_key(self) -> bool {
        matches!(
            self,
            Self::Api(ApiErrorKind::Unauthorized | ApiErrorKind::Forbidden)
        )
    }

    /// Returns what a person can do about it, as half a sentence.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::Api(kind) => kind.advice(),
            Self::Connect | Self::Timeout => "check the network and the base URL, or go on later",
            Self::Tls => "check the base URL and this machine's clock; don't go on without",
            Self::Redirect => "if you trust where it points, make that the base URL",
            Self::OutOfScope => "check the base URL",
            Self::TooLarge => "check the base URL, or go on later",
        }
    }
}
