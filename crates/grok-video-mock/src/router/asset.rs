use std::sync::LazyLock;

use bytes::Bytes;
use http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_RANGE, RANGE,
};
use http::{HeaderMap, Method, StatusCode};

use super::file::File;
use super::percent;
use super::range::Span;
use super::{Call, Plan};
use crate::journal::{Outcome, Refusal};

static MP4: &[u8] = include_bytes!("../../assets/video.mp4");
static PNG: &[u8] = include_bytes!("../../assets/last-frame.png");

impl File {
    /// Answers a call that has shown the right to have the file of task `id`.
    pub(super) fn answer(self, call: &Call<'_>, id: &str) -> Plan {
        let bytes = self.bytes();
        let whole = Bytes::from_static(bytes);
        // RFC 9110 defines Range for GET alone.
        let plan = if call.method() == Method::HEAD {
            Plan::new(Outcome::Headed, StatusCode::OK, whole)
        } else {
            match self.span(call.headers()) {
                Span::Whole => Plan::new(Outcome::Downloaded, StatusCode::OK, whole),
                Span::Part(part) => {
                    let range = format!("bytes {}-{}/{}", part.start, part.end - 1, bytes.len());
                    let part = whole.slice(part);
                    Plan::new(Outcome::Downloaded, StatusCode::PARTIAL_CONTENT, part)
                        .header(CONTENT_RANGE, &range)
                }
                Span::Unsatisfiable => {
                    return Plan::refusal(
                        Refusal::BadRange,
                        StatusCode::RANGE_NOT_SATISFIABLE,
                        "range",
                        "the range lies outside the file",
                    )
                    .header(CONTENT_RANGE, &format!("bytes */{}", bytes.len()));
                }
            }
        };
        let name = format!("{}{}", percent::encode(id), self.extension());
        plan.header(CONTENT_TYPE, self.content_type())
            .header(ACCEPT_RANGES, "bytes")
            .header(ETAG, self.etag())
            .header(
                CONTENT_DISPOSITION,
                &format!("attachment; filename=\"{name}\""),
            )
    }

    fn span(self, headers: &HeaderMap) -> Span {
        let unchanged = headers
            .get(IF_RANGE)
            .is_none_or(|value| value == self.etag());
        headers
            .get(RANGE)
            .filter(|_| unchanged)
            .and_then(|range| Span::parse(range.to_str().ok()?, self.bytes().len()))
            .unwrap_or(Span::Whole)
    }

    fn bytes(self) -> &'static [u8] {
        match self {
            Self::Video => MP4,
            Self::LastFrame => PNG,
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::Video => "video/mp4",
            Self::LastFrame => "image/png",
        }
    }

    fn etag(self) -> &'static str {
        static VIDEO: LazyLock<String> = LazyLock::new(|| etag(MP4));
        static LAST_FRAME: LazyLock<String> = LazyLock::new(|| etag(PNG));
        match self {
            Self::Video => &VIDEO,
            Self::LastFrame => &LAST_FRAME,
        }
    }
}

/// Returns a strong validator: a hash (FNV-1a, 64 bits) of the bytes.
fn etag(bytes: &[u8]) -> String {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("\"{hash:016x}\"")
}
