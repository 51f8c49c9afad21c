use std::sync::Arc;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use serde::Serialize;

use super::answer::{ErrorAnswer, ErrorDetail};
use crate::journal::Kind;

/// Explains, to whoever debugs a test, an answer that only a mistake gets.
pub(super) const MOCK_ERROR: HeaderName = HeaderName::from_static("x-mock-error");

/// What to answer a request, and what the request came to.
#[derive(Debug)]
pub(crate) struct Plan {
    /// To a `HEAD`, the body is the one a `GET` would have; HTTP leaves it
    /// out on the wire.
    pub(crate) response: Response<Bytes>,
    pub(crate) kind: Kind,
    /// The id of the task that the request was about, known or not.
    pub(crate) task: Option<Arc<str>>,
}

impl Plan {
    pub(super) fn new(kind: Kind, status: StatusCode, body: Bytes) -> Self {
        let mut response = Response::new(body);
        *response.status_mut() = status;
        Self {
            response,
            kind,
            task: None,
        }
    }

    pub(super) fn json(kind: Kind, status: StatusCode, body: &impl Serialize) -> Self {
        let body = serde_json::to_vec(body).expect("answers have string keys and finite numbers");
        Self::new(kind, status, body.into()).header(CONTENT_TYPE, "application/json")
    }

    pub(super) fn refusal(status: StatusCode, code: &'static str, message: &str) -> Self {
        let body = ErrorAnswer {
            error: ErrorDetail { message, code },
        };
        Self::json(Kind::Refused, status, &body)
    }

    /// Adds a header.
    ///
    /// # Panics
    ///
    /// Panics if the value can't stand in a header: none of ours repeats what
    /// a client sent.
    pub(super) fn header(mut self, name: HeaderName, value: &str) -> Self {
        let value = HeaderValue::from_str(value).expect("header values are visible ASCII");
        self.response.headers_mut().insert(name, value);
        self
    }

    pub(super) fn about(mut self, task: &Arc<str>) -> Self {
        self.task = Some(Arc::clone(task));
        self
    }
}
