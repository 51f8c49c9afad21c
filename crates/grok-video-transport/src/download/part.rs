//! Which part of a result an answer holds, and whether that is the part that was asked for.

use http::header::{CONTENT_LENGTH, CONTENT_RANGE, ETAG, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderValue, Response};
use http_body::Body;

use super::DownloadError;
use crate::head;

/// Says how much of a result is to come, and by which tag its rest can be asked for.
#[derive(Debug, PartialEq)]
pub(super) struct Part {
    /// The length of the whole result; `None` for a chunked one, whose end shows by itself.
    pub(super) length: Option<u64>,
    /// The strong tag of the result, where the host gives one.
    pub(super) etag: Option<HeaderValue>,
}

impl Part {
    /// Reads the head of an answer that is to hold the whole result.
    pub(super) fn whole<B: Body>(
        answer: &Response<B>,
        max_bytes: u64,
    ) -> Result<Self, DownloadError> {
        if answer.status() != 200 {
            return Err(DownloadError::status(answer));
        }
        refuse_encoded(answer.headers())?;
        let length = framed_length(answer)?;
        if length.is_some_and(|length| length > max_bytes) {
            return Err(DownloadError::too_large(max_bytes));
        }
        let etag = strong_etag(answer.headers()).cloned();
        Ok(Self { length, etag })
    }

    /// Reads the head of an answer that is to hold all from the byte `from` on, and returns the
    /// length of the whole.
    ///
    /// It must be a 206 with the same tag, and its `Content-Range` must say just that: a host that
    /// sends another part or another result would make a file of two.
    pub(super) fn rest<B: Body>(
        &self,
        answer: &Response<B>,
        from: u64,
    ) -> Result<u64, DownloadError> {
        let another = |what| Err(DownloadError::another_part(what));
        match answer.status().as_u16() {
            206 => {}
            // The host is in trouble, or the URL has expired.
            403 | 404 | 408 | 410 | 429 | 500.. => return Err(DownloadError::status(answer)),
            // The whole, or it takes no ranges, or not this one: from the start it may give it.
            _ => return another("the host does not go on where it broke off"),
        }
        refuse_encoded(answer.headers())?;
        let tag = strong_etag(answer.headers());
        if tag.is_none() || tag != self.etag.as_ref() {
            return another("the host goes on with another result");
        }
        let range = answer.headers().get(CONTENT_RANGE);
        let Some((first, last, length)) = range.and_then(|range| content_range(range.as_bytes()))
        else {
            return another("the host does not say which part it sends");
        };
        let is_ours = self.length.is_none_or(|ours| ours == length);
        if first != from || last != length - 1 || !is_ours {
            return another("the host goes on at another place");
        }
        match framed_length(answer)? {
            Some(rest) if rest != length - from => another("the host sends a part of another size"),
            _ => Ok(length),
        }
    }
}

fn refuse_encoded(headers: &HeaderMap) -> Result<(), DownloadError> {
    match head::encoding(headers) {
        None => Ok(()),
        Some(_) => Err(DownloadError::corrupt(
            "the result is encoded, which was not asked for",
        )),
    }
}

/// Returns how long the body says it is; `None` for a chunked one, whose end shows by itself.
///
/// A body that ends with its connection could be cut anywhere without a trace, so it is refused.
fn framed_length<B: Body>(answer: &Response<B>) -> Result<Option<u64>, DownloadError> {
    let headers = answer.headers();
    let mut codings = headers.get_all(TRANSFER_ENCODING).iter();
    match (codings.next(), codings.next()) {
        (Some(coding), None) if coding.as_bytes().eq_ignore_ascii_case(b"chunked") => {
            return Ok(None);
        }
        // Another coding, or several, of which the last one counts.
        (Some(_), _) => {}
        (None, _) if headers.contains_key(CONTENT_LENGTH) => {
            if let Some(length) = answer.body().size_hint().exact() {
                return Ok(Some(length));
            }
        }
        (None, _) => {}
    }
    Err(DownloadError::corrupt(
        "the server does not tell where the result ends",
    ))
}

/// Returns the tag of a result, if it is a strong one: a weak one may name several.
fn strong_etag(headers: &HeaderMap) -> Option<&HeaderValue> {
    let etag = headers.get(ETAG)?;
    let text = etag.as_bytes();
    let is_strong = text.len() >= 2 && text.starts_with(b"\"") && text.ends_with(b"\"");
    is_strong.then_some(etag)
}

/// Reads `bytes FIRST-LAST/LENGTH`; the numbers fit each other.
fn content_range(text: &[u8]) -> Option<(u64, u64, u64)> {
    let text = std::str::from_utf8(text).ok()?;
    let (unit, rest) = text.split_once(' ')?;
    let (range, length) = rest.split_once('/')?;
    let (first, last) = range.split_once('-')?;
    let (first, last, length) = (number(first)?, number(last)?, number(length)?);
    (unit.eq_ignore_ascii_case("bytes") && first <= last && last < length)
        .then_some((first, last, length))
}

/// Reads digits and nothing else; `parse` alone would take a sign.
fn number(text: &str) -> Option<u64> {
    let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::content_range;

    proptest! {
        #[test]
        fn a_content_range_is_read_as_it_was_written(first: u64, more: u64, beyond in 1..u64::MAX) {
            let Some(last) = first.checked_add(more) else { return Ok(()) };
            let Some(length) = last.checked_add(beyond) else { return Ok(()) };
            let text = format!("bytes {first}-{last}/{length}");
            prop_assert_eq!(content_range(text.as_bytes()), Some((first, last, length)));
        }

        #[test]
        fn no_text_is_read_as_a_part_beyond_the_end(text in "(bytes )?[0-9+ -]{0,9}-[0-9]{0,9}/[0-9*]{0,9}|.*") {
            if let Some((first, last, length)) = content_range(text.as_bytes()) {
                prop_assert!(first <= last && last < length);
            }
        }
    }
}
