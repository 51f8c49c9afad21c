//! The calls of the service.

#[cfg(feature = "net")]
mod builder;
mod call;
mod redirect;

use bytes::Bytes;
use std::fmt;
use std::time::Duration;

use grok_video_types::{
    ApiError, ApiErrorKind, CREATE_PATH, CreateVideo, TaskId, VideoTask, decode_redacting,
    query_path,
};
use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, Method, Request, StatusCode};
use http_body::Body;
use http_body_util::Full;
use tower_layer::Layer;
use tower_service::Service;

use crate::{ApiKey, Auth, AuthService, BaseUrl, BoxError, Error, ErrorKind, Timeouts, head};

#[cfg(feature = "net")]
pub use builder::ClientBuilder;

/// Asks the service over a stack `S`; only what it asks carries the key.
///
/// Clones share their connections.
#[derive(Clone)]
pub struct Client<S> {
    service: AuthService<S>,
    base: BaseUrl,
    key: ApiKey,
    user_agent: HeaderValue,
    timeouts: Timeouts,
    /// Whether the stack is ours: on tokio's clock, with errors that tell that nothing was sent.
    is_ours: bool,
}

/// Holds the task that an answer shows, with the server's hint when to come again.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Answer {
    /// The task.
    pub task: VideoTask,
    /// The wait that the answer's `Retry-After` asks for.
    pub retry_after: Option<Duration>,
}

impl<S> Client<S> {
    /// The most bytes of an answer that are read: 1 MiB.
    pub const BODY_CAP: usize = 1024 * 1024;

    const AGENT: &str = concat!("grok-video/", env!("CARGO_PKG_VERSION"));

    /// Makes a client over a stack of the caller's own.
    ///
    /// [`Auth`], the body cap and decoding are ours; the rest, timeouts among it, is the stack's.
    /// Since nobody knows what it does, every create that fails in it has an unknown outcome.
    pub fn from_service(base: BaseUrl, key: ApiKey, service: S) -> Self {
        Self {
            service: Auth::new(base.clone(), &key).layer(service),
            base,
            key,
            user_agent: HeaderValue::from_static(Self::AGENT),
            timeouts: Timeouts::default(),
            is_ours: false,
        }
    }

    /// Returns the base URL.
    #[must_use]
    pub fn base_url(&self) -> &BaseUrl {
        &self.base
    }
}

impl<S, B> Client<S>
where
    S: Service<Request<Full<Bytes>>, Response = http::Response<B>> + Clone,
    S::Error: Into<BoxError>,
    B: Body<Data = Bytes, Error: Into<BoxError>>,
{
    /// Asks for the state of the task `id` (D: `GET {base}/v1/result/{id}`).
    ///
    /// # Errors
    /// An [`Error`] that says what happened; the poller knows what it means.
    ///
    /// # Cancel safety
    /// Dropping the future ends the call; the client stays usable.
    pub async fn query(&self, id: &TaskId) -> Result<Answer, Error> {
        let asked = async {
            let request = self.request(Method::GET, &query_path(id), Bytes::new())?;
            let (parts, body) = self.exchange(request).await?;
            let answer = self.decode(&parts, &body)?;
            let got = answer.task.id();
            if got == id {
                Ok(answer)
            } else {
                let what = format!("it is about task {got}");
                let wrong = ApiError::new(ApiErrorKind::Malformed, parts.status.as_u16(), &what);
                Err(Error::from_api(wrong).with_retry_after(answer.retry_after))
            }
        };
        asked.await.map_err(|error| error.with_task(id))
    }

    /// Creates a task (D: `POST {base}/v1/grok/videos`); this costs money.
    ///
    /// The request is sent once and never again.
    ///
    /// # Errors
    /// An [`Error`]; where it says [`outcome_unknown`](Error::outcome_unknown), the task may exist
    /// and be paid although no answer tells its id.
    ///
    /// # Cancel safety
    /// Dropping the future may leave a task behind whose id nobody knows.
    pub async fn create(&self, video: &CreateVideo) -> Result<Answer, Error> {
        let request = self.request(Method::POST, CREATE_PATH, video.to_json().into())?;
        let (parts, body) = self.exchange(request).await?;
        self.decode(&parts, &body).map_err(|error| {
            if call::may_have_created(parts.status, &error) {
                error.with_outcome_unknown()
            } else {
                error
            }
        })
    }

    fn request(
        &self,
        method: Method,
        path: &str,
        body: Bytes,
    ) -> Result<Request<Full<Bytes>>, Error> {
        let uri = self.base.join(path).map_err(|error| {
            self.out_of_scope("the path makes no URL")
                .with_source(error)
        })?;
        let mut request = Request::new(Full::new(body));
        let has_body = method == Method::POST;
        *request.method_mut() = method;
        *request.uri_mut() = uri;
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        headers.insert(USER_AGENT, self.user_agent.clone());
        if has_body {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        Ok(request)
    }

    fn decode(&self, parts: &http::response::Parts, body: &[u8]) -> Result<Answer, Error> {
        let retry_after = head::retry_after(&parts.headers);
        if parts.status.is_redirection() && parts.status != StatusCode::NOT_MODIFIED {
            let place = redirect::place(&parts.headers, self.key.expose());
            let detail =
                format!("the server answers with a redirect{place}, which is not followed");
            return Err(Error::new(ErrorKind::Redirect, detail));
        }
        let encoding = head::encoding(&parts.headers);
        if let Some(encoding) = encoding.as_ref().filter(|_| parts.status.is_success()) {
            let detail = format!("the answer is encoded as {encoding}, which was not asked for");
            let error = Error::new(ErrorKind::Encoded, detail);
            return Err(error.with_retry_after(retry_after));
        }
        // What the status of a failure says holds without its words too.
        let body = if encoding.is_some() { &[] } else { body };
        match decode_redacting(parts.status.as_u16(), body, self.key.expose()) {
            Ok(task) => Ok(Answer { task, retry_after }),
            Err(error) => Err(Error::from_api(error).with_retry_after(retry_after)),
        }
    }

    fn out_of_scope(&self, what: &str) -> Error {
        Error::new(ErrorKind::OutOfScope, format!("{what} under {}", self.base))
    }
}

impl<S> fmt::Debug for Client<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base", &self.base.to_string())
            .field("timeouts", &self.timeouts)
            .finish_non_exhaustive()
    }
}
