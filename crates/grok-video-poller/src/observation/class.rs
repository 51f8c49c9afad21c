//! What an error means for asking again: the only classification, in the workspace, of what the service
//! answers about a task.

use grok_video_types::{ApiError, ApiErrorKind};

use super::PollErrorKind;

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

/// Names what happened to an answer of the service, and decides what that means.
///
/// | answer | class |
/// | --- | --- |
/// | 408, 425, 5xx, a malformed 2xx | transient |
/// | 429 | throttled |
/// | 401, 402, 403 | denied |
/// | 404 | not found; "no handler": fatal at once |
/// | other 4xx | rejected |
/// | a refusal on HTTP 200 whose code has no HTTP meaning | doubtful |
/// | 3xx | fatal: a redirect |
/// | 1xx and what is no status | fatal |
pub(super) fn of_answer(error: &ApiError) -> (PollErrorKind, Class) {
    let kind = PollErrorKind::Api(error.kind());
    let class = match (error.kind(), error.effective_status()) {
        (ApiErrorKind::NoRoute, _) => Class::Fatal,
        (ApiErrorKind::NoVideoUrl, _) => Class::NoVideoUrl,
        (_, 300..=399) => return (PollErrorKind::Redirect, Class::Fatal),
        (_, 408 | 425 | 500..=599) => Class::Transient,
        (_, 429) => Class::Throttled,
        (_, 401..=403) => Class::Denied,
        (_, 404) => Class::NotFound,
        (_, 400..=499) => Class::Rejected,
        (ApiErrorKind::Malformed, 200..=299) => Class::Transient,
        (_, 200..=299) => Class::Doubtful,
        _ => Class::Fatal,
    };
    (kind, class)
}
