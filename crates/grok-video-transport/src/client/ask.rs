//! What a call asks of the service, as a request.

use bytes::Bytes;
use grok_video_types::{CREATE_PATH, CreateVideo, TaskId, append_query_path};
use http::{Method, Request};

use super::latest::Latest;
use super::settings::Settings;
use crate::{Error, ErrorKind, RequestBody};

/// Says what is asked; the request is made where it is sent, so that it is not carried there.
#[derive(Clone, Copy)]
pub(super) enum Ask<'a> {
    /// The state of a task (D: `GET {base}/v1/result/{id}`).
    Query(&'a TaskId),
    /// A new task (D: `POST {base}/v1/grok/videos`).
    Create(&'a CreateVideo),
}

impl Ask<'_> {
    /// Tells whether it costs money.
    pub(super) fn is_create(self) -> bool {
        matches!(self, Self::Create(_))
    }

    /// Makes the request, which lacks only the key.
    pub(super) fn request(
        self,
        settings: &Settings,
        latest: &Latest,
    ) -> Result<Request<RequestBody>, Error> {
        let (method, uri, body) = match self {
            Self::Query(id) => {
                let extra = "/v1/result/".len() + id.as_str().len();
                let append = |path: &mut String| append_query_path(path, id);
                let uri = latest.uri(id, || settings.base.join(extra, append));
                (Method::GET, uri, Bytes::new())
            }
            Self::Create(video) => {
                let append = |path: &mut String| path.push_str(CREATE_PATH);
                let uri = settings.base.join(CREATE_PATH.len(), append);
                (Method::POST, uri, Bytes::from(video.to_json()))
            }
        };
        let uri = uri.map_err(|error| {
            let detail = format!("the path makes no URL under {}", settings.base);
            let error = Error::new(ErrorKind::OutOfScope, detail).with_source(error);
            error.with_not_sent(true)
        })?;
        let mut request = Request::new(RequestBody::from(body));
        *request.headers_mut() = settings.headers(&method);
        *request.method_mut() = method;
        *request.uri_mut() = uri;
        Ok(request)
    }
}
