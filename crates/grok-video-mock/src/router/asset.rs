use std::ops::Range;

use bytes::Bytes;
use http::header::{ACCEPT_RANGES, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_RANGE, RANGE};
use http::{HeaderMap, Method, StatusCode};

use super::percent;
use super::{Call, Plan};
use crate::journal::Kind;
use crate::world::{Asset, World};

static MP4: &[u8] = include_bytes!("../../assets/video.mp4");

/// The one video that every completed task has.
#[derive(Debug)]
pub(super) struct Video {
    etag: String,
}

impl Video {
    pub(super) fn new() -> Self {
        Self {
            etag: format!("\"{:016x}\"", fnv1a(MP4)),
        }
    }

    /// Answers a call that has shown the right to see the video.
    pub(super) fn answer(&self, call: &Call<'_>) -> Plan {
        let whole = Bytes::from_static(MP4);
        // RFC 9110 defines Range for GET alone.
        let plan = if call.method() == Method::HEAD {
            Plan::new(Kind::Head, StatusCode::OK, whole)
        } else {
            match self.span(call.headers()) {
                Span::Whole => Plan::new(Kind::Download, StatusCode::OK, whole),
                Span::Part(part) => {
                    let range = format!("bytes {}-{}/{}", part.start, part.end - 1, MP4.len());
                    Plan::new(
                        Kind::Download,
                        StatusCode::PARTIAL_CONTENT,
                        whole.slice(part),
                    )
                    .header(CONTENT_RANGE, &range)
                }
                Span::Unsatisfiable => {
                    let message = "the range lies outside the video";
                    return Plan::refusal(StatusCode::RANGE_NOT_SATISFIABLE, "range", message)
                        .header(CONTENT_RANGE, &format!("bytes */{}", MP4.len()));
                }
            }
        };
        plan.header(CONTENT_TYPE, "video/mp4")
            .header(ACCEPT_RANGES, "bytes")
            .header(ETAG, &self.etag)
    }

    fn span(&self, headers: &HeaderMap) -> Span {
        let unchanged = headers
            .get(IF_RANGE)
            .is_none_or(|value| value == self.etag.as_str());
        headers
            .get(RANGE)
            .filter(|_| unchanged)
            .and_then(|range| Span::parse(range.to_str().ok()?, MP4.len()))
            .unwrap_or(Span::Whole)
    }
}

/// Returns the path and query under which a task's video is.
pub(super) fn path(world: &World, id: &str, asset: &Asset) -> String {
    format!(
        "/assets/{}.mp4?{}",
        percent::encode(id),
        signature(world, asset)
    )
}

/// Returns the query without which the video is not given out.
pub(super) fn signature(world: &World, asset: &Asset) -> String {
    format!(
        "sig={:016x}&expires={}",
        asset.signature,
        world.unix_time(asset.expires)
    )
}

/// What a Range header asks for.
#[derive(Debug, PartialEq, Eq)]
enum Span {
    Whole,
    Part(Range<usize>),
    Unsatisfiable,
}

impl Span {
    /// Reads a single range over `length` bytes; `None` for what is to be
    /// ignored, several ranges among it.
    fn parse(header: &str, length: usize) -> Option<Self> {
        let (first, last) = header.strip_prefix("bytes=")?.split_once('-')?;
        let part = if first.is_empty() {
            length.saturating_sub(position(last)?)..length
        } else {
            let first = position(first)?;
            let end = if last.is_empty() {
                length
            } else {
                let last = position(last)?;
                if last < first {
                    return None;
                }
                length.min(last.saturating_add(1))
            };
            first..end
        };
        Some(if part.is_empty() {
            Self::Unsatisfiable
        } else {
            Self::Part(part)
        })
    }
}

/// Reads a position; one beyond what fits is simply far beyond the end.
fn position(digits: &str) -> Option<usize> {
    let numeric = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    numeric.then(|| digits.parse().unwrap_or(usize::MAX))
}

fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_rfc_9110_has_it() {
        for (header, expected) in [
            ("bytes=0-0", Some(Span::Part(0..1))),
            ("bytes=2-4", Some(Span::Part(2..5))),
            ("bytes=7-", Some(Span::Part(7..10))),
            ("bytes=-3", Some(Span::Part(7..10))),
            ("bytes=-30", Some(Span::Part(0..10))),
            ("bytes=5-99999999999999999999999", Some(Span::Part(5..10))),
            ("bytes=10-", Some(Span::Unsatisfiable)),
            ("bytes=-0", Some(Span::Unsatisfiable)),
            ("bytes=4-2", None),
            ("bytes=0-1,4-5", None),
            ("bytes=-", None),
            ("bytes=a-b", None),
            ("lines=0-1", None),
        ] {
            assert_eq!(Span::parse(header, 10), expected, "{header}");
        }
    }
}
