//! Fetches a result from wherever its URL points, without a key, guarded on every hop.

mod error;
mod guard;
mod limits;
mod pace;
mod url;

use std::fmt;

use bytes::Bytes;
use grok_video_types::ResultUrl;
use http::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_LENGTH, LOCATION, TRANSFER_ENCODING, USER_AGENT,
};
use http::{HeaderMap, HeaderValue, Request, Response};
use http_body::Body as _;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use tokio::time::{Instant, timeout_at};

use crate::head;
use crate::net::{Connector, NetError, Roots, after, handshake, origin_form};
use pace::Pace;

pub use error::{DownloadError, DownloadErrorKind};
pub use guard::Guard;
pub use limits::DownloadLimits;

/// Fetches results; it has no key, so it can't give one away.
///
/// At most three redirects are followed, each guarded like the first address. The URL is sent as
/// it came, and no header but `Accept`, `Accept-Encoding`, `Host` and `User-Agent`.
#[derive(Clone)]
pub struct Downloader {
    connector: Connector,
    guard: Guard,
    limits: DownloadLimits,
}

impl Downloader {
    const MAX_REDIRECTS: u32 = 3;
    const AGENT: HeaderValue =
        HeaderValue::from_static(concat!("grok-video/", env!("CARGO_PKG_VERSION")));

    /// Makes a downloader that goes where `guard` lets it, with the default limits and Mozilla's
    /// roots.
    #[cfg(feature = "webpki-roots")]
    #[must_use]
    pub fn new(guard: Guard) -> Self {
        Self::with_roots(guard, Roots::webpki(), DownloadLimits::default())
    }

    /// Makes a downloader that goes where `guard` lets it and trusts `roots`.
    #[must_use]
    pub fn with_roots(guard: Guard, roots: Roots, limits: DownloadLimits) -> Self {
        Self {
            connector: Connector::new(roots, limits.connect),
            guard,
            limits,
        }
    }

    /// Begins to fetch `url`.
    ///
    /// # Errors
    /// A [`DownloadError`] that says what happened; an expired URL is told apart.
    pub async fn get(&self, url: &ResultUrl) -> Result<Download, DownloadError> {
        let end = after(self.limits.total);
        let mut url = url::parse(url.as_str())?;
        for _ in 0..=Self::MAX_REDIRECTS {
            let response = timeout_at(end, self.ask(&url))
                .await
                .unwrap_or_else(|_| Err(DownloadError::too_slow("the download took too long")))?;
            if !response.status().is_redirection() {
                return self.begin(response, end);
            }
            let place = response
                .headers()
                .get(LOCATION)
                .and_then(|place| place.to_str().ok())
                .ok_or_else(|| DownloadError::refused("a redirect points nowhere"))?;
            url = url::join(&url, place)?;
        }
        Err(DownloadError::refused("more than three redirects"))
    }

    async fn ask(&self, url: &http::Uri) -> Result<Response<Incoming>, DownloadError> {
        let mut request = Request::new(Full::<Bytes>::default());
        *request.uri_mut() = url.clone();
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        headers.insert(USER_AGENT, Self::AGENT);
        let target = origin_form(&mut request).map_err(DownloadError::from)?;
        let target = self.guard.admit(target)?;
        let exchange = async {
            let allowed = |address| self.guard.allows(&target, address);
            let stream = self.connector.connect(&target, allowed).await?;
            let mut sender = handshake(stream).await?;
            sender.send_request(request).await.map_err(NetError::broken)
        };
        tokio::time::timeout(self.limits.head, exchange)
            .await
            .map_err(|_| DownloadError::too_slow("no answer began in time"))?
            .map_err(DownloadError::from)
    }

    fn begin(&self, response: Response<Incoming>, end: Instant) -> Result<Download, DownloadError> {
        let status = response.status().as_u16();
        match status {
            200 => {}
            403 | 404 | 410 => return Err(DownloadError::expired(status)),
            _ => return Err(DownloadError::status(status)),
        }
        if head::encoding(response.headers()).is_some() {
            return Err(DownloadError::corrupt(
                "the result is encoded, which was not asked for",
            ));
        }
        let length = length(response.headers(), &response)?;
        if length.is_some_and(|length| length > self.limits.max_bytes) {
            return Err(DownloadError::too_large(self.limits.max_bytes));
        }
        Ok(Download {
            body: response.into_body(),
            length,
            n_bytes: 0,
            pace: Pace::new(self.limits, end),
            max_bytes: self.limits.max_bytes,
        })
    }
}

/// Returns how long the body says it is; `None` for a chunked one, whose end shows by itself.
///
/// A body that ends with its connection could be cut anywhere without a trace, so it is refused.
fn length(
    headers: &HeaderMap,
    response: &Response<Incoming>,
) -> Result<Option<u64>, DownloadError> {
    if headers.contains_key(CONTENT_LENGTH)
        && let Some(length) = response.body().size_hint().exact()
    {
        return Ok(Some(length));
    }
    let chunked = headers
        .get(TRANSFER_ENCODING)
        .is_some_and(|coding| coding.as_bytes().eq_ignore_ascii_case(b"chunked"));
    if chunked {
        Ok(None)
    } else {
        Err(DownloadError::corrupt(
            "the server does not tell where the result ends",
        ))
    }
}

impl fmt::Debug for Downloader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Downloader")
            .field("guard", &self.guard)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// Yields the bytes of a result; whole only when [`chunk`](Self::chunk) has returned `None`.
#[derive(Debug)]
pub struct Download {
    body: Incoming,
    length: Option<u64>,
    n_bytes: u64,
    pace: Pace,
    max_bytes: u64,
}

impl Download {
    /// Returns the size in bytes, where the server tells it.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// Returns the next bytes, or `None` when all have come.
    ///
    /// # Errors
    /// A [`DownloadError`] when the body breaks off, is too slow or too large.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, DownloadError> {
        loop {
            let Some(frame) = self.pace.wait(self.body.frame()).await? else {
                return self.end();
            };
            let frame = frame.map_err(DownloadError::cut)?;
            let Ok(data) = frame.into_data() else {
                continue;
            };
            self.n_bytes += data.len() as u64;
            self.pace.count(data.len() as u64)?;
            if self.n_bytes > self.max_bytes {
                return Err(DownloadError::too_large(self.max_bytes));
            }
            return Ok(Some(data));
        }
    }

    fn end(&self) -> Result<Option<Bytes>, DownloadError> {
        match self.length {
            Some(length) if length != self.n_bytes => Err(DownloadError::corrupt(&format!(
                "{} of {length} bytes came",
                self.n_bytes
            ))),
            _ => Ok(None),
        }
    }
}
