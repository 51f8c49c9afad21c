//! From bytes to a task, or to what the answer says instead.

use super::decoder::Decoder;
use super::fields::TaskFields;
use crate::{ApiError, VideoTask, VideoTaskRef};

/// Decodes the body of a query's or a create call's answer.
///
/// Every shape that the service, its relays and proxies were seen to answer with has a decided
/// meaning; the table in the crate's documentation lists them. A body that holds an `id` and a
/// `status` is a task whatever stands around it, and one under `data` is meant where the envelope has
/// an id or a status of its own that no task has; `created`, `model` and the extras are taken where
/// they have a readable type and left out where they have not, so that a relay's oddity in them
/// loses no result.
///
/// A task that is still pending allocates nothing, if its status and model are documented ones, its id
/// has at most 48 bytes, and nothing that is read is written with an escape or is no UTF-8.
///
/// # Errors
/// An [`ApiError`] for anything that is not a task, with the HTTP status, the service's own code
/// and its words.
///
/// ```
/// use grok_video_types::{ApiErrorKind, Status, decode};
/// let task = decode(200, br#"{"id":"video_1","status":"queued"}"#)?;
/// assert_eq!(task.status(), Status::Queued);
/// let error = decode(200, br#"{"code":"204","msg":"login check failed"}"#).unwrap_err();
/// assert_eq!(error.kind(), ApiErrorKind::Unauthorized);
/// # Ok::<(), grok_video_types::ApiError>(())
/// ```
#[inline]
pub fn decode(http_status: u16, body: &[u8]) -> Result<VideoTask, ApiError> {
    decode_redacting(http_status, body, "")
}

/// Decodes like [`decode`], into a task that borrows its texts from `body`.
///
/// A text is copied only where it is not the body's own: where it is written with an escape or as a
/// number, holds what [`plain_text`](crate::plain_text) takes out, or the body is no UTF-8.
///
/// There is no borrowing form of [`decode_redacting`].
///
/// # Errors
/// As [`decode`].
///
/// ```
/// use grok_video_types::decode_ref;
/// let task = decode_ref(200, br#"{"id":"video_1","status":"queued","model":"grok_video3"}"#)?;
/// assert_eq!((task.id(), task.status(), task.model()), ("video_1", "queued", Some("grok_video3")));
/// # Ok::<(), grok_video_types::ApiError>(())
/// ```
#[inline]
pub fn decode_ref(http_status: u16, body: &[u8]) -> Result<VideoTaskRef<'_>, ApiError> {
    let decoder = Decoder {
        http_status,
        secret: "",
    };
    decoder.decode(body)
}

/// Decodes like [`decode`] and keeps `secret` out of everything that it returns.
///
/// A server that echoes the key must not get it into a log: in texts it becomes `[redacted]`, and
/// an id or a URL that holds it is refused. A `secret` of fewer than eight bytes is not looked for: see
/// [`redact`](fn@crate::redact).
///
/// # Errors
/// As [`decode`].
#[inline]
pub fn decode_redacting(
    http_status: u16,
    body: &[u8],
    secret: &str,
) -> Result<VideoTask, ApiError> {
    let decoder = Decoder {
        http_status,
        secret,
    };
    decoder.decode(body)
}

/// Returns the task that `fields` spell, as if they had come with HTTP 200.
pub(super) fn task_of<'a>(fields: &TaskFields<'a>) -> Result<VideoTaskRef<'a>, ApiError> {
    let decoder = Decoder {
        http_status: 200,
        secret: "",
    };
    match (fields.id.name(), decoder.status(fields)) {
        (Some(id), Some(status)) => {
            decoder.check_id(&id)?;
            decoder.task(id, status, fields)
        }
        _ => Err(decoder.malformed("a task has an id and a status")),
    }
}
