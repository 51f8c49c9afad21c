//! The bytes of a result as they come, over as many connections as it takes.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use grok_video_types::ResultUrl;
use http::Response;
use http_body::Body as _;
use tokio::time::Instant;

use super::pace::Pace;
use super::part::Part;
use super::{DownloadError, DownloadErrorKind, Downloader, Progress};
use crate::net::{NetError, ResponseBody};
use crate::{Phase, trace};

/// Yields the bytes of a result; whole only when [`chunk`](Self::chunk) has returned `None`.
///
/// Where the connection breaks or stalls, and the host has given the result a strong `ETag`, the
/// rest is asked for with `Range` and `If-Range`, and nothing comes twice. A host that then sends
/// anything but that rest ends the download with an error; the caller begins again. It goes on as
/// long as each connection brings something, at most [`MAX_RESUMES`](Self::MAX_RESUMES) times.
///
/// It is a [`Stream`] too, which any sink can be fed from; an error is its last item.
#[must_use = "a download brings nothing unless it is polled"]
pub struct Download {
    source: Source,
    stage: Stage,
    part: Part,
    n_bytes: u64,
    /// The bytes that the present connection has brought.
    n_fresh: u64,
    n_resumes: u32,
    max_bytes: u64,
    pace: Pace,
}

/// Knows where the rest can be asked for.
struct Source {
    downloader: Downloader,
    url: ResultUrl,
}

enum Stage {
    Coming(ResponseBody),
    Resuming(Rest),
    /// All has come.
    Ended,
    /// It ended with an error of this kind.
    Failed(DownloadErrorKind),
}

type Rest =
    Pin<Box<dyn Future<Output = Result<Response<ResponseBody>, DownloadError>> + Send + Sync>>;

impl Download {
    /// How many times a download that broke off goes on.
    pub const MAX_RESUMES: u32 = 8;

    pub(super) fn new(
        downloader: Downloader,
        url: ResultUrl,
        body: ResponseBody,
        part: Part,
        end: Instant,
    ) -> Self {
        let limits = downloader.limits;
        Self {
            source: Source { downloader, url },
            stage: Stage::Coming(body),
            part,
            n_bytes: 0,
            n_fresh: 0,
            n_resumes: 0,
            max_bytes: limits.max_bytes,
            pace: Pace::new(limits, end),
        }
    }

    /// Returns the size in bytes, where the server tells it.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.part.length
    }

    /// Returns how much has come.
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress {
            bytes: self.n_bytes,
            total: self.part.length,
        }
    }

    /// Returns how many times the download broke off and went on.
    #[must_use]
    pub fn n_resumes(&self) -> u32 {
        self.n_resumes
    }

    /// Returns the next bytes, or `None` when all have come.
    ///
    /// # Errors
    /// A [`DownloadError`] when the body breaks off for good, is too slow or too large. Nothing
    /// comes after it but an error of the same kind, so that `None` is never the end of a part.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing; the next call goes on.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, DownloadError> {
        Chunk(self).await
    }

    fn poll_chunk(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, DownloadError>>> {
        loop {
            let step = match &mut self.stage {
                // Also where something is always there: the server never lets it wait.
                Stage::Coming(_)
                    if self.pace.is_over() && self.part.length != Some(self.n_bytes) =>
                {
                    Err(DownloadError::too_slow(Phase::Total))
                }
                Stage::Coming(body) => match Pin::new(body).poll_frame(context) {
                    Poll::Ready(frame) => self.take(frame),
                    Poll::Pending => match self.pace.poll_patience(context) {
                        Poll::Ready(error) => self.go_on_after(error),
                        Poll::Pending => return Poll::Pending,
                    },
                },
                Stage::Resuming(rest) => {
                    let answer = ready!(rest.as_mut().poll(context));
                    answer.and_then(|answer| self.resume(answer))
                }
                Stage::Ended => return Poll::Ready(None),
                // To ask again must not look like the end of a whole result.
                Stage::Failed(kind) => Err(DownloadError::failed_before(*kind)),
            };
            match step {
                Ok(Some(bytes)) => return Poll::Ready(Some(Ok(bytes))),
                Ok(None) => {}
                Err(error) => {
                    self.stage = Stage::Failed(error.kind());
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }

    /// Takes what came; `Ok(None)` when that was no bytes.
    fn take(
        &mut self,
        frame: Option<Result<Frame, NetError>>,
    ) -> Result<Option<Bytes>, DownloadError> {
        self.pace.pause();
        match frame {
            Some(Ok(frame)) => {
                let Ok(bytes) = frame.into_data() else {
                    return Ok(None);
                };
                let n_bytes = bytes.len() as u64;
                self.n_bytes += n_bytes;
                self.n_fresh += n_bytes;
                if self.n_bytes > self.max_bytes {
                    return Err(DownloadError::too_large(self.max_bytes));
                }
                self.pace.count(n_bytes)?;
                Ok(Some(bytes))
            }
            Some(Err(error)) => self.go_on_after(DownloadError::cut(error)),
            None => match self.part.length {
                Some(length) if length != self.n_bytes => {
                    let detail = format!("{} of {length} bytes came", self.n_bytes);
                    self.go_on_after(DownloadError::corrupt(&detail))
                }
                _ => {
                    self.stage = Stage::Ended;
                    Ok(None)
                }
            },
        }
    }

    /// Asks for the rest after a failure that a fresh connection may mend.
    fn go_on_after(&mut self, error: DownloadError) -> Result<Option<Bytes>, DownloadError> {
        let may_mend = self.n_fresh > 0
            && self.n_resumes < Self::MAX_RESUMES
            && self.part.length != Some(self.n_bytes)
            && !self.pace.is_over();
        let Some(etag) = self.part.etag.clone().filter(|_| may_mend) else {
            return Err(error);
        };
        trace::resumed(self.n_bytes);
        self.n_resumes += 1;
        self.n_fresh = 0;
        let Source { downloader, url } = &self.source;
        let (from, end) = (self.n_bytes, self.pace.end());
        let rest = downloader.clone().get_rest(url.clone(), from, etag, end);
        self.stage = Stage::Resuming(Box::pin(rest));
        Ok(None)
    }

    fn resume(&mut self, answer: Response<ResponseBody>) -> Result<Option<Bytes>, DownloadError> {
        let length = self.part.rest(&answer, self.n_bytes)?;
        if length > self.max_bytes {
            return Err(DownloadError::too_large(self.max_bytes));
        }
        self.part.length = Some(length);
        self.pace.begin_anew();
        self.stage = Stage::Coming(answer.into_body());
        Ok(None)
    }
}

type Frame = http_body::Frame<Bytes>;

impl Stream for Download {
    type Item = Result<Bytes, DownloadError>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, DownloadError>>> {
        if matches!(self.stage, Stage::Failed(_)) {
            return Poll::Ready(None);
        }
        self.poll_chunk(context)
    }
}

/// Waits for the next bytes, and stops counting the time when nobody waits any more.
struct Chunk<'a>(&'a mut Download);

impl Future for Chunk<'_> {
    type Output = Result<Option<Bytes>, DownloadError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.poll_chunk(context).map(Option::transpose)
    }
}

impl Drop for Chunk<'_> {
    fn drop(&mut self) {
        self.0.pace.pause();
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("progress", &self.progress())
            .field("n_resumes", &self.n_resumes)
            .finish_non_exhaustive()
    }
}
