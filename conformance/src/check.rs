//! Holding the decoder to its specification.

use grok_video_types::{ApiError, ApiErrorKind, VideoTask, decode, decode_ref};

use crate::specification;

/// Decodes a body, after asserting that both decoders do what the specification says.
///
/// # Errors
/// The error that the body decodes to.
///
/// # Panics
/// When a decoder differs from the specification, with the body and both answers.
#[track_caller]
pub fn check(http_status: u16, body: &[u8]) -> Result<VideoTask, ApiError> {
    let specified = specification::decode(http_status, body);
    let owned = decode(http_status, body);
    let borrowed = decode_ref(http_status, body);
    let shown = borrowed.as_ref().map(ToString::to_string).ok();

    let asked = || format!("HTTP {http_status} {:?}", String::from_utf8_lossy(body));
    let is_same = is_same(&specified, &owned);
    assert!(
        is_same,
        "{}\nspecified: {specified:?}\nowned: {owned:?}",
        asked()
    );
    assert_eq!(
        shown,
        owned.as_ref().map(ToString::to_string).ok(),
        "{}",
        asked()
    );
    let borrowed = borrowed.map(VideoTask::from);
    assert_eq!(owned, borrowed, "{}", asked());
    owned
}

/// Tells whether both are the same task, or errors that state the same.
fn is_same(specified: &Result<VideoTask, ApiError>, decoded: &Result<VideoTask, ApiError>) -> bool {
    match (specified, decoded) {
        (Err(specified), Err(decoded)) => {
            let facts = |error: &ApiError| {
                (
                    error.kind(),
                    error.http_status(),
                    error.effective_status(),
                    error.service_code().map(str::to_owned),
                    error.task_id().cloned(),
                )
            };
            // What is wrong with a malformed answer is said in the decoder's own words.
            let is_free = specified.kind() == ApiErrorKind::Malformed;
            facts(specified) == facts(decoded)
                && (is_free || specified.message() == decoded.message())
        }
        (specified, decoded) => specified == decoded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_seen() {
        let task = |body: &str| decode(200, body.as_bytes());
        let queued = task(r#"{"id":"video_1","status":"queued"}"#);
        let processing = task(r#"{"id":"video_1","status":"processing"}"#);
        let refused = task(r#"{"code":402,"msg":"no balance"}"#);
        let no_key = task(r#"{"code":401,"msg":"no balance"}"#);
        assert!(is_same(&queued, &queued) && is_same(&refused, &refused));
        assert!(!is_same(&queued, &processing));
        assert!(!is_same(&queued, &refused));
        assert!(!is_same(&refused, &no_key));
    }
}
