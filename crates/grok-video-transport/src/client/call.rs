//! One request and its answer, within the timeouts and the caps.

use std::future::{Future, poll_fn};
use std::time::Duration;

use bytes::Bytes;
use grok_video_types::{ApiError, ApiErrorKind};
use http::response::Parts;
use http::{Method, Request, Response, StatusCode};
use http_body::Body;
use http_body_util::Full;
use tower_service::Service;

use super::Client;
use crate::{AuthError, BoxError, Error, ErrorKind, Phase, body, head};

impl<S, B> Client<S>
where
    S: Service<Request<Full<Bytes>>, Response = Response<B>> + Clone,
    S::Error: Into<BoxError>,
    B: Body<Data = Bytes, Error: Into<BoxError>>,
{
    /// Sends `request` and reads the answer whole.
    pub(super) async fn exchange(
        &self,
        request: Request<Full<Bytes>>,
    ) -> Result<(Parts, Bytes), Error> {
        let is_post = request.method() == Method::POST;
        let call = async {
            let head = self.within(self.timeouts.head, Phase::Head, self.send(request));
            let (parts, body) = head.await??.into_parts();
            let body = self.read(&parts, body).await?;
            Ok((parts, body))
        };
        let answered = self.within(self.timeouts.total, Phase::Total, call).await;
        answered.and_then(|answer| answer).map_err(|error| {
            let surely_unsent = match error.kind() {
                ErrorKind::OutOfScope => true,
                ErrorKind::Connect | ErrorKind::Tls | ErrorKind::Timeout(Phase::Connect) => {
                    self.is_ours
                }
                _ => false,
            };
            if is_post && !surely_unsent {
                error.with_outcome_unknown()
            } else {
                error
            }
        })
    }

    /// Reads a body whole; what the status of a failure says holds without one too.
    async fn read(&self, parts: &Parts, body: B) -> Result<Bytes, Error> {
        /// How long the words of a failure are waited for.
        const PATIENCE: Duration = Duration::from_secs(5);
        let read = body::read(body, Self::BODY_CAP);
        if parts.status.is_success() {
            let hint = head::retry_after(&parts.headers);
            return read.await.map_err(|error| error.with_retry_after(hint));
        }
        let read = self.within(PATIENCE, Phase::Total, read).await;
        Ok(read.and_then(|read| read).unwrap_or_default())
    }

    /// Ends `work` when its time is up; a stack of the caller's own brings its own clock.
    async fn within<F: Future>(
        &self,
        limit: Duration,
        phase: Phase,
        work: F,
    ) -> Result<F::Output, Error> {
        #[cfg(feature = "net")]
        if self.is_ours {
            return tokio::time::timeout(limit, work).await.map_err(|_| {
                let what = match phase {
                    Phase::Connect => "no connection was made",
                    Phase::Head => "no answer began",
                    Phase::Total => "no whole answer came",
                };
                Error::new(
                    ErrorKind::Timeout(phase),
                    format!("{what} within {limit:?}"),
                )
            });
        }
        let _ = (limit, phase);
        Ok(work.await)
    }

    async fn send(&self, request: Request<Full<Bytes>>) -> Result<Response<B>, Error> {
        let mut service = self.service.clone();
        let sent = async {
            poll_fn(|context| service.poll_ready(context)).await?;
            service.call(request).await
        };
        sent.await.map_err(|error| match error {
            AuthError::OutOfScope => self.out_of_scope("the request does not lie"),
            AuthError::Inner(inner) => from_stack(inner.into()),
        })
    }
}

/// Reads the error of a stack: ours says which phase it was in, another's does not.
fn from_stack(error: BoxError) -> Error {
    #[cfg(feature = "net")]
    let error = match error.downcast::<crate::NetError>() {
        Ok(error) => return error.into_call_error(),
        Err(other) => other,
    };
    Error::new(ErrorKind::Broken, "the request failed on its way").with_source(error)
}

/// Tells whether a create call that was answered with `error` may have made a task nonetheless.
///
/// A refusal (4xx, or a business code that means one) made none. A failing server or proxy, an
/// unreadable success, or "look elsewhere" may well have, and whatever names an id most likely has.
pub(super) fn may_have_created(status: StatusCode, error: &Error) -> bool {
    match error.kind() {
        _ if error.task_id().is_some() => true,
        ErrorKind::Api(kind) => match kind {
            ApiErrorKind::Server | ApiErrorKind::Malformed | ApiErrorKind::NoVideoUrl => true,
            ApiErrorKind::Rejected => error.api().map(ApiError::effective_status) == Some(408),
            _ => false,
        },
        // Only these two ask for the same request again.
        ErrorKind::Redirect => {
            status != StatusCode::TEMPORARY_REDIRECT && status != StatusCode::PERMANENT_REDIRECT
        }
        _ => true,
    }
}
