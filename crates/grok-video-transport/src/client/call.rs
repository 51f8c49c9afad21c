//! One request and its answer, within the timeouts and the caps.

use std::future::{Future, poll_fn};
#[cfg(feature = "net")]
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use grok_video_types::{ApiError, ApiErrorKind};
use http::{Request, Response, StatusCode};
use http_body::Body;
#[cfg(feature = "net")]
use tokio::time::{Instant, timeout_at};
use tower_service::Service;

use super::Client;
use super::ask::Ask;
use super::redirect;
#[cfg(feature = "net")]
use super::timed::timed;
#[cfg(feature = "net")]
use crate::net::after;
use crate::{AuthError, BoxError, Error, ErrorKind, RequestBody, body, head, trace};

/// When a call must be over, where there are timeouts.
#[cfg(feature = "net")]
type End = Option<Instant>;
/// Without a clock, none.
#[cfg(not(feature = "net"))]
struct End;

impl<S, B> Client<S>
where
    S: Service<Request<RequestBody>, Response = Response<B>> + Clone,
    S::Error: Into<BoxError>,
    B: Body<Data = Bytes, Error: Into<BoxError>>,
{
    /// Asks and reads the answer whole, whatever its status.
    pub(super) async fn exchange(&self, ask: Ask<'_>) -> Result<Response<Bytes>, Error> {
        let is_create = ask.is_create();
        let has_head = AtomicBool::new(false);
        let end = self.end();
        let call = async {
            let answer = self.send(ask).await?;
            has_head.store(true, Ordering::Relaxed);
            trace::answered(answer.status());
            self.receive(answer, is_create, end).await
        };
        #[cfg(feature = "net")]
        let answered = if self.settings.is_timed {
            timed(self.settings.timeouts, &has_head, pin!(call)).await
        } else {
            call.await
        };
        #[cfg(not(feature = "net"))]
        let answered = call.await;
        answered.map_err(|error| {
            // What a redirect means is said where its status is known.
            let is_unknown = !error.not_sent() && error.kind() != ErrorKind::Redirect;
            if is_create && is_unknown {
                error.with_outcome_unknown(true)
            } else {
                error
            }
        })
    }

    /// Reads an answer whole, unless its head says already that it is none.
    async fn receive(
        &self,
        answer: Response<B>,
        is_create: bool,
        end: End,
    ) -> Result<Response<Bytes>, Error> {
        let (parts, body) = answer.into_parts();
        if is_redirect(parts.status) {
            let place = redirect::place(&parts.headers, &self.settings.key);
            let detail =
                format!("the server answers with a redirect{place}, which is not followed");
            // Only these two ask for the same request again.
            let asks_again = matches!(parts.status.as_u16(), 307 | 308);
            let hint = head::retry_after(&parts.headers);
            let error = Error::new(ErrorKind::Redirect, detail).with_retry_after(hint);
            return Err(error.with_outcome_unknown(is_create && !asks_again));
        }
        let read = body::read(body, self.settings.body_cap);
        if !parts.status.is_success() {
            // What the status of a failure says holds without its words too.
            let body = patiently(read, end).await.unwrap_or_default();
            return Ok(Response::from_parts(parts, body));
        }
        if let Some(encoding) = head::encoding(&parts.headers) {
            let encoding = self.settings.key.scrub(&encoding, 40);
            let detail = format!("the answer is encoded as {encoding}, which was not asked for");
            let error = Error::new(ErrorKind::Encoded, detail);
            return Err(error.with_retry_after(head::retry_after(&parts.headers)));
        }
        match read.await {
            Ok(body) => Ok(Response::from_parts(parts, body)),
            Err(error) => Err(error.with_retry_after(head::retry_after(&parts.headers))),
        }
    }

    /// Returns when the call must be over, counted from now.
    #[cfg(feature = "net")]
    fn end(&self) -> End {
        let settings = &self.settings;
        settings.is_timed.then(|| after(settings.timeouts.total))
    }

    #[cfg(not(feature = "net"))]
    fn end(&self) -> End {
        End
    }

    async fn send(&self, ask: Ask<'_>) -> Result<Response<B>, Error> {
        let mut service = self.service.clone();
        poll_fn(|context| service.poll_ready(context))
            .await
            .map_err(|error| self.of_auth(error))?;
        let sending = service.call(ask.request(&self.settings, &self.latest)?);
        sending.await.map_err(|error| self.of_auth(error))
    }

    fn of_auth(&self, error: AuthError<S::Error>) -> Error {
        match error {
            AuthError::OutOfScope => {
                let detail = format!("the request does not lie under {}", self.settings.base);
                Error::new(ErrorKind::OutOfScope, detail).with_not_sent(true)
            }
            AuthError::Inner(inner) => self.of_stack(inner.into()),
        }
    }

    /// Reads the error of a stack: ours tells what happened, another's may hide an earlier try.
    fn of_stack(&self, error: BoxError) -> Error {
        #[cfg(feature = "net")]
        let error = match error.downcast::<crate::NetError>() {
            Ok(error) => {
                let error = error.into_call_error();
                let is_sure = self.settings.is_ours && error.not_sent();
                return error.with_not_sent(is_sure);
            }
            Err(other) => other,
        };
        Error::new(ErrorKind::Broken, "the request failed on its way").with_source(error)
    }
}

/// Tells whether a status sends the request elsewhere.
fn is_redirect(status: StatusCode) -> bool {
    status.is_redirection() && status != StatusCode::NOT_MODIFIED
}

/// Tells whether a create call that was answered with `error` may have made a task nonetheless.
///
/// A refusal (4xx, or a business code that means one) made none. A failing server or proxy, or an
/// unreadable success may well have, and whatever names an id most likely has.
pub(super) fn may_have_created(error: &Error) -> bool {
    match error.kind() {
        _ if error.task_id().is_some() => true,
        ErrorKind::Api(kind) => match kind {
            // "Too early" is said before anything is done.
            ApiErrorKind::Server => error.api().map(ApiError::effective_status) != Some(425),
            ApiErrorKind::Malformed | ApiErrorKind::NoVideoUrl => true,
            _ => false,
        },
        _ => true,
    }
}

/// Waits for the words of a failure, but not for long, and not until the call is over: its status says more than that it took
/// too long.
#[cfg(feature = "net")]
async fn patiently<T>(read: impl Future<Output = Result<T, Error>>, end: End) -> Option<T> {
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);
    let Some(end) = end else {
        return read.await.ok();
    };
    timeout_at(end.min(after(PATIENCE)), read).await.ok()?.ok()
}

#[cfg(not(feature = "net"))]
async fn patiently<T>(read: impl Future<Output = Result<T, Error>>, _: End) -> Option<T> {
    read.await.ok()
}
