//! What the head of an answer says beside its status.

use std::borrow::Cow;
use std::time::Duration;

use http::HeaderMap;
use http::header::{CONTENT_ENCODING, DATE, RETRY_AFTER};

/// Returns the wait that `Retry-After` asks for, a date taken against the answer's own `Date`.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    grok_video_types::retry_after(text(RETRY_AFTER)?, text(DATE))
}

/// Returns the encoding of a body that is not as it was written, in the server's words.
pub(crate) fn encoding(headers: &HeaderMap) -> Option<Cow<'_, str>> {
    let mut encodings = headers.get_all(CONTENT_ENCODING).iter();
    let encoding = encodings.find(|it| !it.as_bytes().eq_ignore_ascii_case(b"identity"))?;
    Some(String::from_utf8_lossy(encoding.as_bytes()))
}
