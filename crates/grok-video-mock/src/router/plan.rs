use std::sync::Arc;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use serde::Serialize;

use super::answer::{ErrorAnswer, ErrorDetail, encode};
use crate::journal::{Outcome, Refusal};

/// Explains, to whoever debugs a test, an answer that only a mistake gets.
const MOCK_ERROR: HeaderName = HeaderName::from_static("x-mock-error");

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// What to answer a request, and what the request came to.
#[derive(Debug)]
pub(crate) struct Plan {
    /// To a `HEAD`, the body is the one a `GET` would have; HTTP leaves it
    /// out on the wire.
    pub(crate) response: Response<Bytes>,
    pub(crate) outcome: Outcome,
    /// The id of the task that the request was about, known or not.
    pub(crate) task: Option<Arc<str>>,
}

impl Plan {
    pub(crate) fn new(outcome: Outcome, status: StatusCode, body: Bytes) -> Self {
        let mut response = Response::new(body);
        *response.status_mut() = status;
        Self {
            response,
            outcome,
            task: None,
        }
    }

    pub(crate) fn json(outcome: Outcome, status: StatusCode, body: &impl Serialize) -> Self {
        let mut plan = Self::new(outcome, status, encode(body));
        plan.response.headers_mut().insert(CONTENT_TYPE, JSON);
        plan
    }

    pub(crate) fn refusal(
        refusal: Refusal,
        status: StatusCode,
        code: &'static str,
        message: &str,
    ) -> Self {
        let body = ErrorAnswer {
            error: ErrorDetail { message, code },
        };
        Self::json(Outcome::Refused(refusal), status, &body)
    }

    /// Says that a script had no more replies.
    pub(crate) fn ran_out(explanation: &str) -> Self {
        let body = ErrorAnswer {
            error: ErrorDetail {
                message: explanation,
                code: "script_ran_out",
            },
        };
        Self::json(Outcome::RanOut, StatusCode::CONFLICT, &body)
            .explained(&format!("script ran out: {explanation}"))
    }

    /// Takes an answer that did not come from the service.
    pub(crate) fn faulted(response: Response<Bytes>) -> Self {
        Self {
            response,
            outcome: Outcome::Faulted,
            task: None,
        }
    }

    /// Returns what the client's developer is told of the answer, if anything.
    pub(crate) fn explanation(&self) -> Option<&str> {
        self.response.headers().get(MOCK_ERROR)?.to_str().ok()
    }

    /// Adds an explanation; characters that a header can't hold are replaced.
    pub(crate) fn explained(self, explanation: &str) -> Self {
        let fit = |c: char| {
            if c == ' ' || c.is_ascii_graphic() {
                c
            } else {
                '?'
            }
        };
        let explanation: String = explanation.chars().map(fit).collect();
        self.header(MOCK_ERROR, &explanation)
    }

    /// Adds a header.
    ///
    /// # Panics
    ///
    /// Panics if the value can't stand in a header: none of ours repeats what
    /// a client sent.
    pub(crate) fn header(mut self, name: HeaderName, value: &str) -> Self {
        let value = HeaderValue::from_str(value).expect("header values are visible ASCII");
        self.response.headers_mut().insert(name, value);
        self
    }

    pub(crate) fn about(mut self, task: Arc<str>) -> Self {
        self.task = Some(task);
        self
    }
}
