//! What a body decodes to, in the plainest way there is.

use std::collections::BTreeMap;

use grok_video_types::{
    ApiError, ApiErrorKind, Failure, Model, Quantity, ResultUrl, State, Status, TaskId, Video,
    VideoTask, plain_text,
};
use serde::Deserialize;
use serde::de::value::MapDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::surrogates::replace_halves;

/// The statuses that the service documents.
const STATUSES: [&str; 4] = ["queued", "processing", "completed", "failed"];

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
    let (members, is_whole) = members(&body);
    let bare: Task<'_> = read(members.clone());
    let answer: Answer<'_> = read(members);
    let wrapped: Task<'_> = object(answer.data);
    if !is_whole {
        let kind = match is_success {
            true => ApiErrorKind::Malformed,
            false => kind_of(http_status, "", ""),
        };
        // Of a number nobody knows whether it was cut.
        let ids = [text(bare.id), text(wrapped.id)];
        return Err(with_first_id(fail(kind), ids));
    }

    let mut is_refused = false;
    if is_success {
        let of = |task: &Task<'_>| name(task.id).zip(status(task.status));
        let is_plain =
            of(&bare).is_some_and(|(id, status)| is_id(&id) && STATUSES.contains(&status.as_str()));
        let candidates = if is_plain {
            [&bare, &wrapped]
        } else {
            [&wrapped, &bare]
        };
        for task in candidates {
            match of(task) {
                Some((id, status)) if is_id(&id) => {
                    return decode_task(task, &id, &status, http_status);
                }
                Some(_) => is_refused = true,
                None => {}
            }
        }
    }

    let inner: ErrorObject<'_> = object(bare.error);
    let code = code_word(inner.code).or_else(|| code_word(answer.code));
    let message = text(bare.error)
        .or_else(|| text(inner.message))
        .or_else(|| text(answer.msg))
        .or_else(|| text(answer.message));
    let complains = match code.as_deref() {
        Some("0" | "200") => false,
        Some(_) => true,
        None => message.is_some(),
    };
    let error = if is_refused || is_success && !complains {
        fail(ApiErrorKind::Malformed)
    } else {
        let message = message.unwrap_or_default();
        let code = code.unwrap_or_default();
        let kind = kind_of(http_status, &code, &message);
        ApiError::new(kind, http_status, &message).with_service_code(&code)
    };
    Err(with_first_id(error, [name(bare.id), name(wrapped.id)]))
}

/// Returns the error with the first of the ids that is one.
fn with_first_id(error: ApiError, ids: [Option<String>; 2]) -> ApiError {
    match ids.into_iter().flatten().find(|id| is_id(id)) {
        Some(id) => error.with_task_id(TaskId::new(&id).expect("it is one")),
        None => error,
    }
}

fn decode_task(
    task: &Task<'_>,
    id: &str,
    status: &str,
    http_status: u16,
) -> Result<VideoTask, ApiError> {
    let fail = |kind| ApiError::new(kind, http_status, "");
    let id = TaskId::new(id).expect("it is one");
    let state = match status {
        "queued" => State::Queued,
        "processing" => State::Processing,
        "completed" => {
            let url = text(task.video_url).filter(|url| !url.trim().is_empty());
            let url = match url {
                Some(url) if is_url(&url) => ResultUrl::new(&url).expect("it is one"),
                Some(_) => return Err(fail(ApiErrorKind::Malformed).with_task_id(id)),
                None => return Err(fail(ApiErrorKind::NoVideoUrl).with_task_id(id)),
            };
            let still = text(task.last_frame_url)
                .filter(|url| is_url(url))
                .map(|url| ResultUrl::new(&url).expect("it is one"));
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
        "failed" => {
            let words =
                text(task.error).or_else(|| text(object::<ErrorObject<'_>>(task.error).message));
            State::Failed(Failure::new(words.as_deref()))
        }
        other => match Status::from(other) {
            Status::Other(name) => State::Other(name),
            known => panic!("{other:?} became {known}"),
        },
    };
    let mut decoded = VideoTask::new(id, state);
    if let Some(created) = unsigned(task.created) {
        decoded = decoded.with_created(created);
    }
    if let Some(model) = text(task.model)
        .map(|text| word(&text))
        .filter(|model| !model.is_empty())
    {
        let known = Model::KNOWN.iter().find(|known| known.as_str() == model);
        let model = known.cloned().unwrap_or_else(|| Model::from(&*model));
        decoded = decoded.with_model(model);
    }
    Ok(decoded)
}

fn kind_of(http_status: u16, code: &str, message: &str) -> ApiErrorKind {
    let is_success = (200..300).contains(&http_status);
    let status = match (is_success, code) {
        (true, "204") => 401,
        (true, code) => Some(code)
            .filter(|code| is_digits(code))
            .and_then(|code| code.parse().ok())
            .filter(|code| (400..600).contains(code))
            .unwrap_or(http_status),
        (false, _) => http_status,
    };
    match status {
        200..=299 | 404 if message.starts_with("No handler found") => ApiErrorKind::NoRoute,
        200..=299 => ApiErrorKind::Rejected,
        401 => ApiErrorKind::Unauthorized,
        402 => ApiErrorKind::PaymentRequired,
        403 => ApiErrorKind::Forbidden,
        404 => ApiErrorKind::NotFound,
        429 => ApiErrorKind::RateLimited,
        408 | 425 => ApiErrorKind::Server,
        400..=499 => ApiErrorKind::Rejected,
        500..=599 => ApiErrorKind::Server,
        _ => ApiErrorKind::Malformed,
    }
}

/// Reads the members of an object, the last of those with one name, up to where it is damaged;
/// tells whether it is whole.
fn members(object: &str) -> (BTreeMap<String, &RawValue>, bool) {
    let mut members = BTreeMap::new();
    let mut json = serde_json::Deserializer::from_str(object);
    let read = json.deserialize_map(Members(&mut members));
    let is_whole = read.is_ok() && json.end().is_ok();
    (members, is_whole)
}

/// Keeps what was read also where reading fails.
struct Members<'m, 'a>(&'m mut BTreeMap<String, &'a RawValue>);

impl<'a> Visitor<'a> for Members<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some((key, value)) = map.next_entry()? {
            self.0.insert(key, value);
        }
        Ok(())
    }
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
            .map(|value| members(value.get()).0)
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

/// Reads a status, unless nothing is left of it.
fn status(value: Option<&RawValue>) -> Option<String> {
    text(value)
        .map(|text| word(&text))
        .filter(|status| !status.is_empty())
}

/// Reads a code, unless nothing is left of it.
fn code_word(value: Option<&RawValue>) -> Option<String> {
    // Cut only where the error takes it, behind what surrounds it unseen.
    code(value)
        .map(|text| plain_text(&text, usize::MAX).trim().to_owned())
        .filter(|code| !code.is_empty())
}

/// Takes away what surrounds a word without being seen.
fn word(text: &str) -> String {
    plain_text(text, 64).trim().to_owned()
}

/// Tells whether a text may be a task's id.
fn is_id(text: &str) -> bool {
    let acts = |c: char| matches!(c, '/' | '\\' | '?' | '#' | '%') || acts(c);
    (1..=200).contains(&text.len()) && text != "." && text != ".." && !text.contains(acts)
}

/// Tells whether a text may be a result's URL.
fn is_url(text: &str) -> bool {
    (1..=16 * 1024).contains(&text.len()) && !text.contains(acts)
}

/// Tells whether a character has no place in an id or a URL: it is not seen, is white space, or
/// stands for what could not be read.
fn acts(c: char) -> bool {
    if c.is_ascii_graphic() {
        return false;
    }
    let is_seen = plain_text(c.encode_utf8(&mut [0; 4]), 4) == c.to_string();
    !is_seen || c.is_whitespace() || c == '\u{fffd}'
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
