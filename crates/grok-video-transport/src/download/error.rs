//! What went wrong with a download.

use std::error::Error as StdError;
use std::fmt;

use crate::BoxError;
use crate::net::{NetError, NetErrorKind};

/// Says what went wrong with a download; it never shows the URL's query.
#[derive(Debug)]
pub struct DownloadError {
    kind: DownloadErrorKind,
    detail: String,
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
    /// The host was too slow.
    Timeout,
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
            source: None,
        }
    }

    pub(super) fn refused(detail: &str) -> Self {
        Self::new(DownloadErrorKind::OutOfScope, detail)
    }

    pub(super) fn too_slow(detail: &str) -> Self {
        Self::new(DownloadErrorKind::Timeout, detail)
    }

    pub(super) fn corrupt(detail: &str) -> Self {
        Self::new(DownloadErrorKind::Corrupt, detail)
    }

    pub(super) fn too_large(max_bytes: u64) -> Self {
        let detail = format!("the result is larger than {max_bytes} bytes");
        Self::new(DownloadErrorKind::TooLarge, &detail)
    }

    pub(super) fn expired(status: u16) -> Self {
        let detail = format!("the result URL is no longer valid (HTTP {status})");
        Self::new(DownloadErrorKind::Expired, &detail)
    }

    pub(super) fn status(status: u16) -> Self {
        let detail = format!("the result's host answers with HTTP {status}");
        Self::new(DownloadErrorKind::Status(status), &detail)
    }

    pub(super) fn cut(source: hyper::Error) -> Self {
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

    /// Tells whether the same download may go well a moment later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self.kind {
            DownloadErrorKind::Connect
            | DownloadErrorKind::Timeout
            | DownloadErrorKind::Corrupt => true,
            DownloadErrorKind::Status(status) => status == 408 || status == 429 || status >= 500,
            _ => false,
        }
    }
}

impl From<NetError> for DownloadError {
    fn from(error: NetError) -> Self {
        let kind = match error.kind() {
            NetErrorKind::Connect | NetErrorKind::Broken => DownloadErrorKind::Connect,
            NetErrorKind::ConnectTimeout => DownloadErrorKind::Timeout,
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
