//! The calls of the service.

mod answer;
mod ask;
#[cfg(feature = "net")]
mod builder;
mod call;
mod latest;
mod redirect;
mod settings;
#[cfg(feature = "net")]
mod timed;

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use grok_video_types::{ApiError, ApiErrorKind, CreateVideo, TaskId, decode_redacting};
use http::{Request, Response};
use http_body::Body;
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    ApiKey, Auth, AuthService, BaseUrl, BoxError, Error, RequestBody, Timeouts, head, trace,
};
use ask::Ask;
use latest::Latest;
use settings::Settings;

pub use answer::Answer;
#[cfg(feature = "net")]
pub use builder::ClientBuilder;

/// Asks the service over a stack `S`; only what it asks carries the key.
///
/// Clones share their connections.
///
/// # Cancel safety
/// Over connections of our own, dropping a call's future at any point ends the call and closes its
/// connection; only a look-up of a name runs on until the system gives it up. The client stays
/// usable, and no other call meets what was left of that one. A query so dropped can be made again;
/// a [`create`](Self::create) may have been taken. Over another stack it is for that to say.
#[derive(Clone)]
pub struct Client<S> {
    service: AuthService<S>,
    settings: Arc<Settings>,
    latest: Arc<Latest>,
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
    /// are kept here; `connect` is for the stack to keep. A client over connections of ours has them by
    /// [`ClientBuilder::timeouts`], which also ends connecting before the call's time is up.
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
            latest: Arc::default(),
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
    S: Service<Request<RequestBody>, Response = Response<B>> + Clone,
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
            let answer = self.decode(&self.exchange(Ask::Query(id)).await?)?;
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
    /// When no answer came, or a success that broke off, or a redirect or an encoded success that
    /// nobody asked for. A body that ends with its connection may be cut all the same, and that of a
    /// failure may be empty where it did not come: only the status of a failure is sure.
    pub async fn query_raw(&self, id: &TaskId) -> Result<Response<Bytes>, Error> {
        let asked = trace::within!(trace::query(id), self.exchange(Ask::Query(id)));
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
            let answer = self.exchange(Ask::Create(video)).await?;
            self.decode(&answer).map_err(|error| {
                let is_unknown = call::may_have_created(&error);
                error.with_outcome_unknown(is_unknown)
            })
        };
        trace::within!(trace::create(), created)
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
}

impl<S> fmt::Debug for Client<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base", &self.settings.base.to_string())
            .field("timeouts", &self.settings.timeouts)
            .finish_non_exhaustive()
    }
}
