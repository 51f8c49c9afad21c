//! What the head of an answer says beside its status.

use std::time::Duration;

use grok_video_types::plain_text;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, DATE, RETRY_AFTER};

/// Returns the wait that `Retry-After` asks for, a date taken against the answer's own `Date`.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    grok_video_types::retry_after(text(RETRY_AFTER)?, text(DATE))
}

/// Returns the encoding of a body that is not as it was written.
pub(crate) fn encoding(headers: &HeaderMap) -> Option<String> {
    let encoding = String::from_utf8_lossy(headers.get(CONTENT_ENCODING)?.as_bytes());
    let identity = encoding.trim().eq_ignore_ascii_case("identity");
    (!identity).then(|| plain_text(&encoding, 40))
}
