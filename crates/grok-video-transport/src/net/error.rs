//! What went wrong below HTTP.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use crate::{BoxError, Error, ErrorKind, Phase};

/// Says what went wrong with a connection.
#[derive(Debug)]
pub struct NetError {
    kind: NetErrorKind,
    detail: String,
    source: Option<BoxError>,
}

/// Names what went wrong with a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NetErrorKind {
    /// The name could not be looked up, or nobody answered at its addresses. Nothing was sent.
    Connect,
    /// No connection was made in time. Nothing was sent.
    ConnectTimeout,
    /// The server's certificate is not the right one. Nothing was sent.
    Tls,
    /// The address is one that this request must not reach. Nothing was sent.
    Refused,
    /// The connection ended before the request was written. Nothing was sent.
    Unsent,
    /// The connection broke after it was made: the request may have arrived.
    Broken,
}

impl NetError {
    pub(crate) fn new(kind: NetErrorKind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            source: None,
        }
    }

    pub(crate) fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.source = Some(source.into());
        self
    }

    pub(crate) fn timeout(place: &impl fmt::Display, limit: Duration) -> Self {
        let detail = format!("no connection to {place} was made within {limit:?}");
        Self::new(NetErrorKind::ConnectTimeout, detail)
    }

    pub(crate) fn broken(source: impl Into<BoxError>) -> Self {
        let detail = "the connection broke before an answer came";
        Self::new(NetErrorKind::Broken, detail).with_source(source)
    }

    pub(crate) fn cut(source: impl Into<BoxError>) -> Self {
        let detail = "the connection broke within the answer";
        Self::new(NetErrorKind::Broken, detail).with_source(source)
    }

    pub(crate) fn unsent(source: impl Into<BoxError>) -> Self {
        let detail = "the connection ended before the request was sent";
        Self::new(NetErrorKind::Unsent, detail).with_source(source)
    }

    /// Returns what went wrong.
    #[must_use]
    pub fn kind(&self) -> NetErrorKind {
        self.kind
    }

    /// Returns the error as one of a call to the service.
    pub(crate) fn into_call_error(self) -> Error {
        let kind = match self.kind {
            NetErrorKind::Connect => ErrorKind::Connect,
            NetErrorKind::ConnectTimeout => ErrorKind::Timeout(Phase::Connect),
            NetErrorKind::Tls => ErrorKind::Tls,
            NetErrorKind::Refused => ErrorKind::OutOfScope,
            NetErrorKind::Unsent | NetErrorKind::Broken => ErrorKind::Broken,
        };
        let error = Error::new(kind, self.detail).with_not_sent(self.kind != NetErrorKind::Broken);
        match self.source {
            Some(source) => error.with_source(source),
            None => error,
        }
    }
}

impl fmt::Display for NetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl StdError for NetError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}
