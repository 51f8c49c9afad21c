//! From bytes to a task, or to what the answer says instead.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::ToString;

use super::answer::{Answer, Complaint, TaskFields, error_text};
use crate::api_error;
use crate::{
    ApiError, ApiErrorKind, Failure, Model, ResultUrl, State, Status, TaskId, Video, VideoTask,
    redact,
};

/// Decodes the body of a query's or a create call's answer.
///
/// Every shape that the service, its relays and proxies were seen to answer with has a decided
/// meaning; the table in the crate's documentation lists them. A body that holds an `id` and a
/// `status` is a task whatever stands around it; `created`, `model` and the extras are taken where
/// they have a readable type and left out where they have not, so that a relay's oddity in them
/// loses no result. What is not JSON as serde reads it (a field twice, half of a surrogate pair, a
/// number beyond all floats) is malformed as a whole.
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
pub fn decode(http_status: u16, body: &[u8]) -> Result<VideoTask, ApiError> {
    decode_redacting(http_status, body, "")
}

/// Decodes like [`decode`] and keeps `secret` out of everything that it returns.
///
/// A server that echoes the key must not get it into a log: in texts it becomes `[redacted]`, and
/// an id or a URL that holds it is refused. A `secret` of fewer than eight bytes is not looked for: see
/// [`redact`](fn@redact).
///
/// # Errors
/// As [`decode`].
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
pub(super) fn task_of(fields: &TaskFields) -> Result<VideoTask, ApiError> {
    let decoder = Decoder {
        http_status: 200,
        secret: "",
    };
    if fields.is_task() {
        decoder.task(fields)
    } else {
        Err(decoder.malformed("a task has an id and a status"))
    }
}

struct Decoder<'a> {
    http_status: u16,
    secret: &'a str,
}

impl Decoder<'_> {
    fn decode(&self, body: &[u8]) -> Result<VideoTask, ApiError> {
        // A byte order mark is no JSON, but some relays begin with one.
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        let answer = serde_json::from_slice::<Answer>(body);
        if !api_error::is_success(self.http_status) {
            let (complaint, fields) = answer.unwrap_or_default().split();
            return Err(self.with_id(self.complain(&complaint), &fields));
        }
        let Ok(answer) = answer else {
            return Err(self.malformed(unreadable(body)));
        };
        let (complaint, fields) = answer.split();
        if fields.is_task() {
            self.task(&fields)
        } else if complaint.is_success() {
            Err(self.with_id(self.malformed("the answer holds no task"), &fields))
        } else {
            Err(self.with_id(self.complain(&complaint), &fields))
        }
    }

    /// Keeps the id of a task that an answer names although it is an error.
    fn with_id(&self, error: ApiError, fields: &TaskFields) -> ApiError {
        match self.id(fields) {
            Ok(id) => error.with_task_id(id),
            Err(_) => error,
        }
    }

    fn task(&self, fields: &TaskFields) -> Result<VideoTask, ApiError> {
        let id = self.id(fields)?;
        let status = Status::from(&*self.redact(fields.status.text().unwrap_or_default()));
        let state = match status {
            Status::Queued => State::Queued,
            Status::Processing => State::Processing,
            Status::Completed => match self.video(fields) {
                Ok(video) => State::Completed(video),
                Err(error) => return Err(error.with_task_id(id)),
            },
            Status::Failed => {
                let message = error_text(&fields.error).map(|text| self.redact(text));
                State::Failed(Failure::new(message.as_deref()))
            }
            Status::Other(name) => State::Other(name),
        };
        let mut task = VideoTask::new(id, state);
        if let Some(created) = fields.created.unsigned() {
            task = task.with_created(created);
        }
        if let Some(model) = fields.model.text() {
            task = task.with_model(Model::from(&*self.redact(model)));
        }
        Ok(task)
    }

    fn id(&self, fields: &TaskFields) -> Result<TaskId, ApiError> {
        let text = fields.id.name().unwrap_or_default();
        let text = text.as_ref();
        if self.holds_secret(text) {
            return Err(self.malformed("the id in the answer holds the key"));
        }
        // Shown all the same: after a create call it is all there is of a paid task.
        TaskId::new(text).map_err(|invalid| self.malformed(&format!("{invalid}: {text:?}")))
    }

    fn video(&self, fields: &TaskFields) -> Result<Video, ApiError> {
        let url = match fields.video_url.text() {
            None | Some("") => {
                return Err(ApiError::new(
                    ApiErrorKind::NoVideoUrl,
                    self.http_status,
                    "",
                ));
            }
            Some(url) => self.url(url)?,
        };
        let mut video = Video::new(url);
        video.actual_duration = fields.actual_duration.quantity();
        video.amount = fields.amount.quantity();
        video.total_tokens = fields.total_tokens.quantity();
        video.last_frame_url = fields
            .last_frame_url
            .text()
            .and_then(|url| self.url(url).ok());
        Ok(video)
    }

    fn url(&self, text: &str) -> Result<ResultUrl, ApiError> {
        if self.holds_secret(text) {
            return Err(self.malformed("the result URL holds the key"));
        }
        ResultUrl::new(text).map_err(|invalid| self.malformed(&invalid.to_string()))
    }

    fn complain(&self, complaint: &Complaint) -> ApiError {
        let code = complaint.code.as_deref().unwrap_or_default();
        let status = api_error::effective_status(self.http_status, complaint.code.as_deref());
        let kind = if complaint.message.starts_with("No handler found") {
            ApiErrorKind::NoRoute
        } else if api_error::is_success(status) {
            ApiErrorKind::Rejected
        } else {
            ApiErrorKind::of_status(status).unwrap_or(ApiErrorKind::Malformed)
        };
        ApiError::new(kind, self.http_status, &self.redact(&complaint.message))
            .with_service_code(&self.redact(code))
    }

    fn malformed(&self, what: &str) -> ApiError {
        ApiError::new(ApiErrorKind::Malformed, self.http_status, what)
    }

    fn holds_secret(&self, text: &str) -> bool {
        redact::holds(text, self.secret)
    }

    fn redact<'t>(&self, text: &'t str) -> Cow<'t, str> {
        redact(text, self.secret)
    }
}

/// Says what a body that is no JSON object looks like.
fn unreadable(body: &[u8]) -> &'static str {
    let body = body.trim_ascii();
    match body.first() {
        None => "the body is empty",
        Some(b'<') => "the body is a page, not JSON",
        Some(b'{') => "the body is not valid JSON",
        Some(_) => "the body is not a JSON object",
    }
}
