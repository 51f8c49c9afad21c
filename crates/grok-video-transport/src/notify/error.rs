//! Why a message was not taken.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use crate::BoxError;
use crate::guarded::OutOfBounds;
use crate::net::{NetError, NetErrorKind};

/// Says why a message was not taken; it never shows the URL's path or query.
#[derive(Debug)]
pub struct NotifyError {
    detail: String,
    may_pass: bool,
    retry_after: Option<Duration>,
    source: Option<BoxError>,
}

impl NotifyError {
    fn new(detail: String, may_pass: bool) -> Self {
        Self {
            detail,
            may_pass,
            retry_after: None,
            source: None,
        }
    }

    pub(super) fn out_of_bounds(why: &OutOfBounds) -> Self {
        Self::new(why.about("the receiver"), false)
    }

    /// Says which header it is, and not its value.
    pub(super) fn no_header(name: &str) -> Self {
        let detail = format!("the header {name:?} or its value is none that HTTP can send");
        Self::new(detail, false)
    }

    pub(super) fn status(status: u16, retry_after: Option<Duration>) -> Self {
        let detail = format!("the receiver answers with HTTP {status}");
        Self {
            retry_after,
            ..Self::new(detail, true)
        }
    }

    pub(super) fn too_slow(limit: Duration) -> Self {
        Self::new(
            format!("the receiver did not answer within {limit:?}"),
            true,
        )
    }

    /// Tells whether the same message may be taken later; else it is out of bounds, and nothing was sent.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        self.may_pass
    }

    /// Returns the wait that the answer's `Retry-After` asks for.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }
}

impl From<NetError> for NotifyError {
    fn from(error: NetError) -> Self {
        let may_pass = error.kind() != NetErrorKind::Refused;
        Self {
            source: Some(error.into()),
            ..Self::new("the receiver can't be reached".into(), may_pass)
        }
    }
}

impl fmt::Display for NotifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl StdError for NotifyError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source = self.source.as_deref();
        source.map(|source| source as &(dyn StdError + 'static))
    }
}
