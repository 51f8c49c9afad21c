//! One request and its answer, within the timeouts and the caps.

use std::future::{Future, poll_fn};
use std::time::Duration;

use bytes::Bytes;
use grok_video_types::ApiErrorKind;
use http::response::Parts;
use http::{Method, Request, Response, StatusCode};
use http_body::Body;
use http_body_util::Full;
use tower_service::Service;

use super::Client;
use crate::{AuthError, BoxError, Error, ErrorKind, Phase, body};

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
            let head = within(self.timeouts.head, Phase::Head, self.send(request));
            let (head, body) = head.await??.into_parts();
            let body = body::read(body, Self::BODY_CAP).await?;
            Ok((head, body))
        };
        let answered = within(self.timeouts.total, Phase::Total, call).await;
        answered.and_then(|answer| answer).map_err(|error| {
            let surely_unsent = match error.kind() {
                ErrorKind::OutOfScope => true,
                ErrorKind::Connect | ErrorKind::Tls | ErrorKind::Timeout(Phase::Connect) => {
                    self.knows_unsent
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

#[cfg(feature = "net")]
async fn within<F: Future>(limit: Duration, phase: Phase, work: F) -> Result<F::Output, Error> {
    tokio::time::timeout(limit, work).await.map_err(|_| {
        let what = match phase {
            Phase::Connect => "no connection was made",
            Phase::Head => "no answer began",
            Phase::Total => "no whole answer came",
        };
        Error::new(
            ErrorKind::Timeout(phase),
            format!("{what} within {limit:?}"),
        )
    })
}

/// Without a runtime there is no clock: the stack brings its own timeouts.
#[cfg(not(feature = "net"))]
async fn within<F: Future>(_limit: Duration, _phase: Phase, work: F) -> Result<F::Output, Error> {
    Ok(work.await)
}

/// Tells whether a create call that was answered with `error` may have made a task nonetheless.
///
/// A refusal (4xx, or a business code that means one) made none. A failing server or proxy, an
/// unreadable success, or "see the result elsewhere" may well have, unless the answer names the id.
pub(super) fn may_have_created(status: StatusCode, error: &Error) -> bool {
    match error.kind() {
        _ if error.task_id().is_some() => false,
        ErrorKind::Api(kind) => match kind {
            ApiErrorKind::Server | ApiErrorKind::Malformed | ApiErrorKind::NoVideoUrl => true,
            ApiErrorKind::Rejected => status == StatusCode::REQUEST_TIMEOUT,
            _ => false,
        },
        ErrorKind::Redirect => status == StatusCode::SEE_OTHER,
        _ => true,
    }
}
