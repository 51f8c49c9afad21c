//! Where the key may go.

use std::fmt;
use std::str::FromStr;

use bytes::Bytes;
#[cfg(feature = "net")]
use http::HeaderValue;
use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};
use memchr::memchr3;

use crate::host::{Host, port};

/// Holds the base URL of the service: the only place where the key may go.
///
/// `https` to any host, or `http` to a loopback address; `localhost` is read as `127.0.0.1`. A path
/// of its own is kept; a slash at the end makes no difference.
///
/// ```
/// use grok_video_transport::BaseUrl;
/// let base: BaseUrl = "https://relay.example.com/grok/".parse()?;
/// assert_eq!(base.to_string(), "https://relay.example.com/grok");
/// assert!("http://relay.example.com".parse::<BaseUrl>().is_err());
/// # Ok::<(), grok_video_transport::InvalidBaseUrl>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    scheme: Scheme,
    authority: Authority,
    host: Host,
    port: u16,
    /// Empty, or `/` and whole segments without a slash at the end.
    path: Box<str>,
}

impl BaseUrl {
    /// Reads a base URL.
    ///
    /// # Errors
    /// An [`InvalidBaseUrl`] that says what is wrong and what a base URL looks like.
    pub fn parse(text: &str) -> Result<Self, InvalidBaseUrl> {
        let invalid = |reason| InvalidBaseUrl { reason };
        if text.contains(['#', '?']) {
            return Err(invalid("it holds a query or a fragment"));
        }
        let uri: Uri = text.parse().map_err(|_| invalid("it is no URL"))?;
        let parts = uri.into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
            return Err(invalid("it does not begin with https://"));
        };
        let host = Host::read(&authority).map_err(invalid)?;
        let secure = scheme == Scheme::HTTPS;
        if !secure && scheme != Scheme::HTTP {
            return Err(invalid("it does not begin with https://"));
        }
        let port = port(&authority, secure).ok_or(invalid("its port is not one"))?;
        let (host, authority) = match (secure, host.loopback()) {
            (true, _) => (host, authority),
            (false, Some(address)) => {
                let host = Host::Address(address);
                let authority = format!("{host}:{port}").parse();
                (host, authority.map_err(|_| invalid("it is no URL"))?)
            }
            (false, None) => {
                return Err(invalid(
                    "http would send the key in the clear; only a loopback address may use it",
                ));
            }
        };
        let path = parts.path_and_query.as_ref().map_or("", PathAndQuery::path);
        let path = path.trim_end_matches('/');
        if has_dot_segment(path) || path.contains("//") {
            return Err(invalid("its path holds empty or dot segments"));
        }
        Ok(Self {
            scheme,
            authority,
            host,
            port,
            path: path.into(),
        })
    }

    /// Tells whether the base is on this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.host.loopback().is_some()
    }

    /// Tells whether `uri` lies under the base: the same scheme, host and port, and a path that
    /// goes on with whole segments.
    #[must_use]
    pub fn covers(&self, uri: &Uri) -> bool {
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return false;
        };
        // The base's own path was found good when it was read.
        let rest = uri.path().strip_prefix(&*self.path);
        *scheme == self.scheme
            && self.is_at(authority)
            && rest.is_some_and(|rest| rest.starts_with('/') && !has_dot_segment(rest))
    }

    /// Tells whether `authority` names the base's host and port, in whatever spelling.
    fn is_at(&self, authority: &Authority) -> bool {
        // Our own requests spell it as the base does, which costs nothing to see.
        authority.as_str() == self.authority.as_str()
            || (Host::read(authority).is_ok_and(|host| host == self.host)
                && port(authority, self.is_secure()) == Some(self.port))
    }

    /// Returns the URI under the base whose path ends in what `append` puts behind the base's own,
    /// beginning with a slash.
    pub(crate) fn join(
        &self,
        extra: usize,
        append: impl FnOnce(&mut String),
    ) -> Result<Uri, http::Error> {
        let mut path = String::with_capacity(self.path.len() + extra);
        path.push_str(&self.path);
        append(&mut path);
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(PathAndQuery::from_maybe_shared(Bytes::from(path))?);
        Ok(Uri::from_parts(parts)?)
    }

    /// Returns what a request under the base has in its `Host` header.
    #[cfg(feature = "net")]
    pub(crate) fn host_header(&self) -> HeaderValue {
        HeaderValue::from_str(self.authority.as_str())
            .unwrap_or_else(|_| unreachable!("a host that was read holds visible ASCII alone"))
    }

    /// Returns the URI of the base's server, without a path: all that a connector is to know.
    #[cfg(feature = "net")]
    pub(crate) fn origin(&self) -> Uri {
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(PathAndQuery::from_static("/"));
        Uri::from_parts(parts).unwrap_or_else(|_| unreachable!("all three parts are there"))
    }

    /// Returns where the base's server is.
    #[cfg(feature = "net")]
    pub(crate) fn target(&self) -> crate::net::Target {
        crate::net::Target {
            host: self.host.clone(),
            port: self.port,
            secure: self.is_secure(),
        }
    }

    pub(crate) fn is_secure(&self) -> bool {
        self.scheme == Scheme::HTTPS
    }
}

/// Tells whether a path holds `.` or `..` as a segment, percent-encoded or not, or a backslash.
fn has_dot_segment(path: &str) -> bool {
    // Most paths show at a glance that they have none.
    if memchr3(b'.', b'%', b'\\', path.as_bytes()).is_none() {
        return false;
    }
    path.contains('\\')
        || path.split('/').any(|segment| {
            let plain = segment.to_ascii_lowercase().replace("%2e", ".");
            plain == "." || plain == ".." || plain.contains("%2f") || plain.contains("%5c")
        })
}

impl FromStr for BaseUrl {
    type Err = InvalidBaseUrl;

    fn from_str(text: &str) -> Result<Self, InvalidBaseUrl> {
        Self::parse(text)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority, self.path)
    }
}

/// Says why a text is not a base URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidBaseUrl {
    reason: &'static str,
}

impl fmt::Display for InvalidBaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the base URL is not usable: {}; give one like https://relay.example.com/prefix",
            self.reason
        )
    }
}

impl std::error::Error for InvalidBaseUrl {}
