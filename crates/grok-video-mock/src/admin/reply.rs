use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, LOCATION};
use http::{Response, StatusCode};
use serde::Serialize;

use crate::router::{ErrorAnswer, ErrorDetail, encode};

/// What the admin API answers.
pub(super) type Reply = Response<Bytes>;

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

pub(super) fn bytes(status: StatusCode, content_type: &'static str, body: Bytes) -> Reply {
    let mut reply = Response::new(body);
    *reply.status_mut() = status;
    let content_type = HeaderValue::from_static(content_type);
    reply.headers_mut().insert(CONTENT_TYPE, content_type);
    unstored(reply)
}

/// Lets nobody keep a reply: the next one may be another.
pub(super) fn unstored(mut reply: Reply) -> Reply {
    reply.headers_mut().insert(CACHE_CONTROL, NO_STORE);
    reply
}

pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Reply {
    bytes(status, "application/json", encode(body))
}

pub(super) fn nothing() -> Reply {
    let mut reply = Response::new(Bytes::new());
    *reply.status_mut() = StatusCode::NO_CONTENT;
    unstored(reply)
}

/// Sends a client elsewhere, with the same method.
pub(super) fn moved(to: &'static str) -> Reply {
    let mut reply = nothing();
    *reply.status_mut() = StatusCode::PERMANENT_REDIRECT;
    let headers = reply.headers_mut();
    headers.insert(LOCATION, HeaderValue::from_static(to));
    reply
}

pub(super) fn error(status: StatusCode, code: &'static str, message: &str) -> Reply {
    let error = ErrorDetail { message, code };
    json(status, &ErrorAnswer { error })
}

pub(super) fn invalid(message: &str) -> Reply {
    error(StatusCode::BAD_REQUEST, "invalid_request", message)
}
