//! What a body decodes to, in the plainest way there is.

use std::collections::BTreeMap;

use grok_video_types::{
    ApiError, ApiErrorKind, Failure, Model, Quantity, ResultUrl, State, Status, TaskId, Video,
    VideoTask,
};
use serde::Deserialize;
use serde::de::value::MapDeserializer;
use serde_json::value::RawValue;

use crate::surrogates::replace_halves;

/// A body: a task, an error envelope, or a wrapper around a task.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Answer<'a> {
    #[serde(borrow)]
    code: Option<&'a RawValue>,
    #[serde(borrow)]
    msg: Option<&'a RawValue>,
    #[serde(borrow)]
    message: Option<&'a RawValue>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
}

/// The fields of a task.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Task<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    created: Option<&'a RawValue>,
    #[serde(borrow)]
    model: Option<&'a RawValue>,
    #[serde(borrow)]
    status: Option<&'a RawValue>,
    #[serde(borrow)]
    video_url: Option<&'a RawValue>,
    #[serde(borrow, rename = "actualDuration")]
    actual_duration: Option<&'a RawValue>,
    #[serde(borrow)]
    amount: Option<&'a RawValue>,
    #[serde(borrow, rename = "totalTokens")]
    total_tokens: Option<&'a RawValue>,
    #[serde(borrow)]
    last_frame_url: Option<&'a RawValue>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
}

/// What relays put under `error`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ErrorObject<'a> {
    #[serde(borrow)]
    message: Option<&'a RawValue>,
    #[serde(borrow)]
    code: Option<&'a RawValue>,
}

/// Decodes a body as [`grok_video_types::decode`] must.
///
/// # Errors
/// As there; the words of an error of kind `malformed` are free.
pub fn decode(http_status: u16, body: &[u8]) -> Result<VideoTask, ApiError> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let body = replace_halves(&String::from_utf8_lossy(body));
    let fail = |kind| ApiError::new(kind, http_status, "");

    let is_success = (200..300).contains(&http_status);
    let members = members(&body);
    if is_success && members.is_none() {
        return Err(fail(ApiErrorKind::Malformed));
    }
    let members = members.unwrap_or_default();
    let bare: Task<'_> = read(members.clone());
    let answer: Answer<'_> = read(members);
    let wrapped: Task<'_> = object(answer.data);

    if is_success {
        for task in [&bare, &wrapped] {
            if let (Some(id), Some(status)) = (name(task.id), text(task.status)) {
                return decode_task(task, &id, &status, http_status);
            }
        }
    }

    let inner: ErrorObject<'_> = object(bare.error);
    let code = code(inner.code).or_else(|| code(answer.code));
    let message = text(bare.error)
        .or_else(|| text(inner.message))
        .or_else(|| text(answer.msg))
        .or_else(|| text(answer.message));
    let complains = match code.as_deref() {
        Some("0" | "200") => false,
        Some(_) => true,
        None => message.is_some(),
    };
    let error = if is_success && !complains {
        fail(ApiErrorKind::Malformed)
    } else {
        let message = message.unwrap_or_default();
        let code = code.unwrap_or_default();
        let kind = kind_of(http_status, &code, &message);
        ApiError::new(kind, http_status, &message).with_service_code(&code)
    };
    let id = name(bare.id).or_else(|| name(wrapped.id));
    Err(match id.map(|id| TaskId::new(&id)) {
        Some(Ok(id)) => error.with_task_id(id),
        _ => error,
    })
}

fn decode_task(
    task: &Task<'_>,
    id: &str,
    status: &str,
    http_status: u16,
) -> Result<VideoTask, ApiError> {
    let fail = |kind| ApiError::new(kind, http_status, "");
    let Ok(id) = TaskId::new(id) else {
        return Err(fail(ApiErrorKind::Malformed));
    };
    let state = match Status::from(status) {
        Status::Queued => State::Queued,
        Status::Processing => State::Processing,
        Status::Completed => {
            let url = match text(task.video_url).map(|url| ResultUrl::new(&url)) {
                Some(Ok(url)) => url,
                Some(Err(_)) => return Err(fail(ApiErrorKind::Malformed).with_task_id(id)),
                None => return Err(fail(ApiErrorKind::NoVideoUrl).with_task_id(id)),
            };
            let still = text(task.last_frame_url).and_then(|url| ResultUrl::new(&url).ok());
            let mut video = Video::new(url);
            if let Some(seconds) = quantity(task.actual_duration) {
                video = video.with_actual_duration(seconds);
            }
            if let Some(amount) = quantity(task.amount) {
                video = video.with_amount(amount);
            }
            if let Some(tokens) = quantity(task.total_tokens) {
                video = video.with_total_tokens(tokens);
            }
            if let Some(still) = still {
                video = video.with_last_frame_url(still);
            }
            State::Completed(video)
        }
        Status::Failed => {
            let words =
                text(task.error).or_else(|| text(object::<ErrorObject<'_>>(task.error).message));
            State::Failed(Failure::new(words.as_deref()))
        }
        Status::Other(name) => State::Other(name),
        other => unreachable!("{other} is not documented"),
    };
    let mut decoded = VideoTask::new(id, state);
    if let Some(created) = unsigned(task.created) {
        decoded = decoded.with_created(created);
    }
    if let Some(model) = text(task.model) {
        decoded = decoded.with_model(Model::from(&*model));
    }
    Ok(decoded)
}

fn kind_of(http_status: u16, code: &str, message: &str) -> ApiErrorKind {
    let is_success = (200..300).contains(&http_status);
    let status = match (is_success, code) {
        (true, "204") => 401,
        (true, code) => code
            .parse()
            .ok()
            .filter(|code| (400..600).contains(code))
            .unwrap_or(http_status),
        (false, _) => http_status,
    };
    match status {
        _ if message.starts_with("No handler found") => ApiErrorKind::NoRoute,
        200..=299 => ApiErrorKind::Rejected,
        401 => ApiErrorKind::Unauthorized,
        402 => ApiErrorKind::PaymentRequired,
        403 => ApiErrorKind::Forbidden,
        404 => ApiErrorKind::NotFound,
        429 => ApiErrorKind::RateLimited,
        400..=499 => ApiErrorKind::Rejected,
        500..=599 => ApiErrorKind::Server,
        _ => ApiErrorKind::Malformed,
    }
}

/// Reads the members of an object; the last of those with one name counts.
fn members(object: &str) -> Option<BTreeMap<String, &RawValue>> {
    serde_json::from_str(object).ok()
}

/// Reads a derived struct from the members of an object.
fn read<'a, T: Deserialize<'a> + Default>(members: BTreeMap<String, &'a RawValue>) -> T {
    let members = MapDeserializer::<_, serde_json::Error>::new(members.into_iter());
    T::deserialize(members).expect("every field takes every value")
}

/// Reads a derived struct from an object; anything else has no members.
fn object<'a, T: Deserialize<'a> + Default>(value: Option<&'a RawValue>) -> T {
    read(
        value
            .and_then(|value| members(value.get()))
            .unwrap_or_default(),
    )
}

/// Reads a string that is not empty.
fn text(value: Option<&RawValue>) -> Option<String> {
    let text: String = serde_json::from_str(value?.get()).ok()?;
    (!text.is_empty()).then_some(text)
}

/// Returns a number as it is written.
fn number(value: Option<&RawValue>) -> Option<String> {
    let written = value?.get();
    let is_number = written.starts_with(|c: char| c == '-' || c.is_ascii_digit());
    is_number.then(|| written.to_owned())
}

/// Reads a string or the digits of a whole number.
fn name(value: Option<&RawValue>) -> Option<String> {
    text(value).or_else(|| number(value).filter(|number| is_digits(number)))
}

/// Reads a string or any number as it is written.
fn code(value: Option<&RawValue>) -> Option<String> {
    text(value).or_else(|| number(value))
}

/// Reads a whole number, or a string of its digits.
fn unsigned(value: Option<&RawValue>) -> Option<u64> {
    let written = code(value).filter(|written| is_digits(written))?;
    written.parse().ok()
}

/// Reads a number, or a string that spells one as JSON does.
fn quantity(value: Option<&RawValue>) -> Option<Quantity> {
    let written = code(value)?;
    let json: &RawValue = serde_json::from_str(&written).ok()?;
    if json.get() != written || number(Some(json)).is_none() {
        return None;
    }
    Quantity::new(written.parse().ok()?).ok()
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
