//! The calls of the service.

mod answer;
#[cfg(feature = "net")]
mod builder;
mod call;
mod redirect;
mod settings;
#[cfg(feature = "net")]
mod timed;

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use grok_video_types::{
    ApiError, ApiErrorKind, CREATE_PATH, CreateVideo, TaskId, append_query_path, decode_redacting,
};
use http::{Method, Request, Response};
use http_body::Body;
use http_body_util::Full;
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    ApiKey, Auth, AuthService, BaseUrl, BoxError, Error, ErrorKind, Timeouts, head, trace,
};
use settings::Settings;

pub use answer::Answer;
#[cfg(feature = "net")]
pub use builder::ClientBuilder;

/// Asks the service over a stack `S`; only what it asks carries the key.
///
/// Clones share their connections.
///
/// # Cancel safety
/// Dropping a call's future at any point ends the call and closes its connection. The client stays
/// usable, and no other call meets what was left of that one. A query so dropped can be made again;
/// a [`create`](Self::create) may have been taken.
#[derive(Clone)]
pub struct Client<S> {
    service: AuthService<S>,
    settings: Arc<Settings>,
}

impl<S> Client<S> {
    /// Makes a client over a stack of the caller's own.
    ///
    /// [`Auth`], the body cap and decoding are ours; the rest is the stack's. Since nobody knows
    /// what it does, every create that fails in it has an unknown outcome. Timeouts are the
    /// stack's too, so that it runs on any runtime; `with_timeouts` adds ours.
    pub fn from_service(base: BaseUrl, key: ApiKey, service: S) -> Self {
        Self::with_settings(Settings::new(base, key), service)
    }

    /// Returns the client with timeouts of ours, on tokio's clock, of which `head` and `total`
    /// are kept here; `connect` is for the stack to keep.
    #[cfg(feature = "net")]
    #[must_use]
    pub fn with_timeouts(mut self, timeouts: Timeouts) -> Self {
        let settings = Arc::make_mut(&mut self.settings);
        settings.timeouts = timeouts;
        settings.is_timed = true;
        self
    }

    fn with_settings(settings: Settings, stack: S) -> Self {
        Self {
            service: Auth::new(settings.base.clone(), &settings.key).layer(stack),
            settings: Arc::new(settings),
        }
    }

    /// Returns the base URL.
    #[must_use]
    pub fn base_url(&self) -> &BaseUrl {
        &self.settings.base
    }

    /// Returns how long a call may take.
    #[must_use]
    pub fn timeouts(&self) -> Timeouts {
        self.settings.timeouts
    }
}

impl<S, B> Client<S>
where
    S: Service<Request<Full<Bytes>>, Response = Response<B>> + Clone,
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
            let answer = self.decode(&self.exchange(self.query_request(id)?).await?)?;
            let got = answer.task.id();
            if got == id {
                Ok(answer)
            } else {
                let what = format!("it is about task {got}");
                let wrong = ApiError::new(ApiErrorKind::Malformed, 200, &what);
                Err(Error::from_api(wrong).with_retry_after(answer.retry_after))
            }
        };
        let asked = trace::within!(trace::query(id), asked);
        asked.map_err(|error| error.with_task(id))
    }

    /// Asks like [`query`](Self::query), for those who decode themselves: whatever the service
    /// answers comes as it is, with any status.
    ///
    /// # Errors
    /// When no whole answer came, or a redirect or an encoded success that nobody asked for.
    pub async fn query_raw(&self, id: &TaskId) -> Result<Response<Bytes>, Error> {
        let asked = async { self.exchange(self.query_request(id)?).await };
        let asked = trace::within!(trace::query(id), asked);
        asked.map_err(|error| error.with_task(id))
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
        let created = async {
            let append = |path: &mut String| path.push_str(CREATE_PATH);
            let body = Bytes::from(video.to_json());
            let request = self.request(Method::POST, CREATE_PATH.len(), append, body)?;
            let answer = self.exchange(request).await?;
            self.decode(&answer).map_err(|error| {
                let is_unknown = call::may_have_created(&error);
                error.with_outcome_unknown(is_unknown)
            })
        };
        trace::within!(trace::create(), created)
    }

    fn query_request(&self, id: &TaskId) -> Result<Request<Full<Bytes>>, Error> {
        let extra = "/v1/result/".len() + id.as_str().len();
        let append = |path: &mut String| append_query_path(path, id);
        self.request(Method::GET, extra, append, Bytes::new())
    }

    /// Makes a request for what `append`, with about `extra` bytes, puts behind the base's path.
    fn request(
        &self,
        method: Method,
        extra: usize,
        append: impl FnOnce(&mut String),
        body: Bytes,
    ) -> Result<Request<Full<Bytes>>, Error> {
        let uri = self.settings.base.join(extra, append).map_err(|error| {
            self.out_of_scope("the path makes no URL")
                .with_source(error)
        })?;
        let mut request = Request::new(Full::new(body));
        *request.headers_mut() = self.settings.headers(&method);
        *request.method_mut() = method;
        *request.uri_mut() = uri;
        Ok(request)
    }

    fn decode(&self, answer: &Response<Bytes>) -> Result<Answer, Error> {
        let retry_after = head::retry_after(answer.headers());
        // What the status of a failure says holds without its words too.
        let is_encoded = head::encoding(answer.headers()).is_some();
        let body = if is_encoded { &[] } else { &**answer.body() };
        let key = self.settings.key.expose();
        match decode_redacting(answer.status().as_u16(), body, key) {
            Ok(task) => Ok(Answer { task, retry_after }),
            Err(error) => Err(Error::from_api(error).with_retry_after(retry_after)),
        }
    }

    fn out_of_scope(&self, what: &str) -> Error {
        let detail = format!("{what} under {}", self.settings.base);
        Error::new(ErrorKind::OutOfScope, detail).with_not_sent(true)
    }
}

impl<S> fmt::Debug for Client<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base", &self.settings.base.to_string())
            .field("timeouts", &self.settings.timeouts)
            .finish_non_exhaustive()
    }
}
