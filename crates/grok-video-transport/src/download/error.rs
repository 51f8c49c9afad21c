//! What went wrong with a download.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::Response;

use crate::guarded::OutOfBounds;
use crate::net::{NetError, NetErrorKind};
use crate::{BoxError, Phase, head};

/// Says what went wrong with a download; it never shows the URL's query.
#[derive(Debug)]
pub struct DownloadError {
    kind: DownloadErrorKind,
    detail: String,
    retry_after: Option<Duration>,
    source: Option<BoxError>,
}

/// Names what went wrong with a download.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DownloadErrorKind {
    /// The URL is no longer valid (403, 404 or 410): a query may give a fresh one.
    Expired,
    /// The URL, or where it redirects to, is out of bounds. Nothing was sent there.
    OutOfScope,
    /// The host could not be reached, or the connection broke.
    Connect,
    /// The host's certificate is not the right one.
    Tls,
    /// A phase of the download took too long.
    Timeout(Phase),
    /// The result is larger than the limit.
    TooLarge,
    /// The result did not come whole, or is not marked out so that one could know.
    Corrupt,
    /// The host answered with a status that gives no result.
    Status(u16),
}

impl DownloadError {
    fn new(kind: DownloadErrorKind, detail: &str) -> Self {
        Self {
            kind,
            detail: detail.into(),
            retry_after: None,
            source: None,
        }
    }

    pub(super) fn refused(detail: &str) -> Self {
        Self::new(DownloadErrorKind::OutOfScope, detail)
    }

    pub(super) fn out_of_bounds(why: &OutOfBounds) -> Self {
        Self::refused(&why.about("the result"))
    }

    pub(super) fn too_slow(phase: Phase) -> Self {
        let detail = match phase {
            Phase::Connect => "no connection was made in time",
            Phase::Head => "no answer began in time",
            Phase::Idle => "the server stopped sending",
            Phase::Rate => "the server sends too slowly",
            Phase::Total => "the download took too long",
        };
        Self::new(DownloadErrorKind::Timeout(phase), detail)
    }

    pub(super) fn corrupt(detail: &str) -> Self {
        Self::new(DownloadErrorKind::Corrupt, detail)
    }

    pub(super) fn too_large(max_bytes: u64) -> Self {
        let detail = format!("the result is larger than {max_bytes} bytes");
        Self::new(DownloadErrorKind::TooLarge, &detail)
    }

    /// Says that bytes were asked for behind an error.
    pub(super) fn failed_before(kind: DownloadErrorKind) -> Self {
        Self::new(kind, "the download has failed before")
    }

    /// Says that the host goes on with something that does not fit what came.
    pub(super) fn another_part(detail: &str) -> Self {
        Self::corrupt(&format!("the result broke off, and {detail}"))
    }

    /// Says that a status is not the one that was asked for.
    pub(super) fn status<B>(answer: &Response<B>) -> Self {
        let status = answer.status().as_u16();
        let error = if matches!(status, 403 | 404 | 410) {
            let detail = format!("the result URL is no longer valid (HTTP {status})");
            Self::new(DownloadErrorKind::Expired, &detail)
        } else {
            let detail = format!("the result's host answers with HTTP {status}");
            Self::new(DownloadErrorKind::Status(status), &detail)
        };
        Self {
            retry_after: head::retry_after(answer.headers()),
            ..error
        }
    }

    pub(super) fn cut(source: NetError) -> Self {
        Self {
            source: Some(source.into()),
            ..Self::new(
                DownloadErrorKind::Corrupt,
                "the result broke off before its end",
            )
        }
    }

    /// Returns what went wrong.
    #[must_use]
    pub fn kind(&self) -> DownloadErrorKind {
        self.kind
    }

    /// Tells whether `phase` took too long.
    #[must_use]
    pub fn is_timeout(&self, phase: Phase) -> bool {
        self.kind == DownloadErrorKind::Timeout(phase)
    }

    /// Returns the wait that the answer's `Retry-After` asks for.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Tells whether the same download may go well a moment later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self.kind {
            DownloadErrorKind::Connect
            | DownloadErrorKind::Timeout(_)
            | DownloadErrorKind::Corrupt => true,
            DownloadErrorKind::Status(status) => status == 408 || status == 429 || status >= 500,
            _ => false,
        }
    }
}

impl From<NetError> for DownloadError {
    fn from(error: NetError) -> Self {
        let kind = match error.kind() {
            NetErrorKind::Connect | NetErrorKind::Unsent | NetErrorKind::Broken => {
                DownloadErrorKind::Connect
            }
            NetErrorKind::ConnectTimeout => DownloadErrorKind::Timeout(Phase::Connect),
            NetErrorKind::Tls => DownloadErrorKind::Tls,
            NetErrorKind::Refused => DownloadErrorKind::OutOfScope,
        };
        Self {
            source: Some(error.into()),
            ..Self::new(kind, "the result's host could not be asked")
        }
    }
}

impl fmt::Display for DownloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl StdError for DownloadError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}
