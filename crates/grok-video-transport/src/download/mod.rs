//! Fetches a result from wherever its URL points, without a key, guarded on every hop.

mod body;
mod error;
mod limits;
#[cfg(test)]
mod out_of_bounds;
mod pace;
mod part;
mod progress;
mod url;

use std::fmt;

use grok_video_types::ResultUrl;
use http::header::{ACCEPT, ACCEPT_ENCODING, IF_RANGE, LOCATION, RANGE, USER_AGENT};
use http::{HeaderMap, HeaderValue, Request, Response, Uri};
use tokio::time::{Instant, timeout, timeout_at};

use crate::guarded::{Guard, Hop};
use crate::net::{Connector, ResponseBody, Target, Tls, after};
use crate::{Phase, RequestBody};
use part::Part;

pub use body::Download;
pub use error::{DownloadError, DownloadErrorKind};
pub use limits::DownloadLimits;
pub use progress::Progress;

/// Fetches results; it has no key, so it can't give one away.
///
/// At most three redirects are followed, each guarded like the first address. The URL is sent as
/// it came, and no header but `Accept`, `Accept-Encoding`, `Host` and `User-Agent`, and where a
/// download goes on `Range` and `If-Range`. Every hop has a connection of its own.
///
/// ```no_run
/// # #[cfg(all(feature = "ring", feature = "webpki-roots"))]
/// # async fn example(url: grok_video_types::ResultUrl) -> Result<(), Box<dyn std::error::Error>> {
/// use grok_video_transport::{Downloader, Guard};
/// let mut download = Downloader::new(Guard::PublicOnly).get(&url).await?;
/// let mut video = Vec::new();
/// while let Some(chunk) = download.chunk().await? {
///     video.extend_from_slice(&chunk);
/// }
/// # Ok(())
/// # }
/// ```
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
    #[cfg(all(feature = "ring", feature = "webpki-roots"))]
    #[must_use]
    pub fn new(guard: Guard) -> Self {
        Self::with_tls(guard, crate::Roots::webpki(), DownloadLimits::default())
    }

    /// Makes a downloader that goes where `guard` lets it and believes servers as `tls` says.
    ///
    /// [`Roots`](crate::Roots) will do for `tls`. It takes no connector of the caller's own, as
    /// only ours shows its addresses to the guard.
    #[must_use]
    pub fn with_tls(guard: Guard, tls: impl Into<Tls>, limits: DownloadLimits) -> Self {
        Self {
            connector: Connector::new(tls),
            guard,
            limits,
        }
    }

    /// Begins to fetch `url`.
    ///
    /// # Errors
    /// A [`DownloadError`] that says what happened; an expired URL is told apart.
    ///
    /// # Cancel safety
    /// Dropping the future closes the connection. A look-up of a name runs on until the system
    /// gives it up, as nothing can end it.
    pub async fn get(&self, url: &ResultUrl) -> Result<Download, DownloadError> {
        let end = after(self.limits.total);
        let response = self.follow(url, HeaderMap::new(), end).await?;
        let part = Part::whole(&response, self.limits.max_bytes)?;
        let body = response.into_body();
        Ok(Download::new(self.clone(), url.clone(), body, part, end))
    }

    /// Asks for what follows the first `from` bytes of a result, if it is still the one that
    /// `etag` names.
    async fn get_rest(
        self,
        url: ResultUrl,
        from: u64,
        etag: HeaderValue,
        end: Instant,
    ) -> Result<Response<ResponseBody>, DownloadError> {
        let mut headers = HeaderMap::new();
        if let Ok(range) = HeaderValue::try_from(format!("bytes={from}-")) {
            headers.insert(RANGE, range);
            headers.insert(IF_RANGE, etag);
        }
        self.follow(&url, headers, end).await
    }

    /// Returns the first answer that is no redirect.
    async fn follow(
        &self,
        url: &ResultUrl,
        headers: HeaderMap,
        end: Instant,
    ) -> Result<Response<ResponseBody>, DownloadError> {
        let mut url = url::parse(url.as_str())?;
        let mut guard = self.guard.clone();
        for _ in 0..=Self::MAX_REDIRECTS {
            let admitted = guard.admit(Target::of(&url)?);
            let target = admitted.map_err(|why| DownloadError::out_of_bounds(&why))?;
            let response = timeout_at(end, self.ask(&url, &target, &guard, headers.clone()))
                .await
                .unwrap_or_else(|_| Err(DownloadError::too_slow(Phase::Total)))?;
            if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
                return Ok(response);
            }
            let place = response
                .headers()
                .get(LOCATION)
                .and_then(|place| place.to_str().ok())
                .ok_or_else(|| DownloadError::refused("a redirect points nowhere"))?;
            url = url::join(&url, place)?;
            guard = guard.behind(&target);
        }
        Err(DownloadError::refused("more than three redirects"))
    }

    /// Asks for `url` at `target`, which the guard has let pass.
    async fn ask(
        &self,
        url: &Uri,
        target: &Target,
        guard: &Guard,
        mut headers: HeaderMap,
    ) -> Result<Response<ResponseBody>, DownloadError> {
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        headers.insert(USER_AGENT, Self::AGENT);
        let mut request = Request::new(RequestBody::default());
        *request.uri_mut() = url.clone();
        *request.headers_mut() = headers;
        let hop = Hop {
            connector: &self.connector,
            guard,
            target,
            connect_limit: self.limits.connect,
        };
        timeout(self.limits.head, hop.send(request))
            .await
            .map_err(|_| DownloadError::too_slow(Phase::Head))?
            .map_err(DownloadError::from)
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
