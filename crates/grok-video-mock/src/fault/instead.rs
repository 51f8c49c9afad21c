use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, DATE, HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use http::{Response, StatusCode};
use serde_json::json;

use super::RetryAfter;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// An answer in place of the service's, as a proxy or a relay before it gives.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Instead {
    status: StatusCode,
    content_type: HeaderValue,
    location: Option<HeaderValue>,
    retry_after: RetryAfter,
    body: Bytes,
    label: Box<str>,
}

impl Instead {
    /// Returns a relay's error of this status.
    #[track_caller]
    pub(super) fn status(status: u16) -> Self {
        let status = final_status(status);
        let reason = status.canonical_reason().unwrap_or("an error");
        let body = json!({"error": {"message": reason, "code": status.as_str()}});
        let label = match status.canonical_reason() {
            Some(reason) => format!("{} {reason}", status.as_str()),
            None => status.as_str().to_owned(),
        };
        Self::new(status, JSON, body.to_string().into(), &label)
    }

    pub(super) fn rate_limited(retry_after: RetryAfter) -> Self {
        let mut instead = Self::status(429);
        instead.label = format!("{}, {retry_after}", instead.label).into();
        instead.retry_after = retry_after;
        instead
    }

    /// Returns a business error: the HTTP status says success.
    pub(super) fn business_error(code: &str, message: &str) -> Self {
        let body = json!({"code": code, "msg": message});
        let label = format!("HTTP 200 with code {}", code.escape_debug());
        Self::new(StatusCode::OK, JSON, body.to_string().into(), &label)
    }

    #[track_caller]
    pub(super) fn html_page(status: u16) -> Self {
        let status = final_status(status);
        let reason = status.canonical_reason().unwrap_or("Error");
        let body = format!(
            "<html>\r\n<head><title>{0} {reason}</title></head>\r\n<body>\r\n\
             <center><h1>{0} {reason}</h1></center>\r\n</body>\r\n</html>\r\n",
            status.as_str(),
        );
        let label = format!("{} with an HTML page", status.as_str());
        let html = HeaderValue::from_static("text/html");
        Self::new(status, html, body.into(), &label)
    }

    #[track_caller]
    pub(super) fn redirect(location: &str) -> Self {
        let label = "302 to another place";
        let plain = HeaderValue::from_static("text/plain");
        Self {
            location: Some(visible(location, "a location")),
            ..Self::new(StatusCode::FOUND, plain, Bytes::new(), label)
        }
    }

    #[track_caller]
    pub(super) fn answer(status: u16, content_type: &str, body: Bytes) -> Self {
        let status = final_status(status);
        let label = format!("{} with {} bytes as told", status.as_str(), body.len());
        Self::new(
            status,
            visible(content_type, "a content type"),
            body,
            &label,
        )
    }

    /// Returns the answer at a Unix time in seconds.
    pub(crate) fn response(&self, unix_time: u64) -> Response<Bytes> {
        let mut response = Response::new(self.body.clone());
        *response.status_mut() = self.status;
        let mut insert = |name: HeaderName, value: Option<HeaderValue>| {
            if let Some(value) = value {
                response.headers_mut().insert(name, value);
            }
        };
        insert(CONTENT_TYPE, Some(self.content_type.clone()));
        insert(LOCATION, self.location.clone());
        let text = |value: Option<String>| value.and_then(|it| HeaderValue::try_from(it).ok());
        insert(RETRY_AFTER, text(self.retry_after.value(unix_time)));
        insert(DATE, text(self.retry_after.date(unix_time)));
        response
    }

    fn new(status: StatusCode, content_type: HeaderValue, body: Bytes, label: &str) -> Self {
        Self {
            status,
            content_type,
            location: None,
            retry_after: RetryAfter::Absent,
            body,
            label: label.into(),
        }
    }
}

impl fmt::Display for Instead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label)
    }
}

#[track_caller]
fn final_status(status: u16) -> StatusCode {
    match StatusCode::from_u16(status) {
        Ok(code) if !code.is_informational() => code,
        _ => panic!("the status of an answer lies between 200 and 999, not at {status}"),
    }
}

#[track_caller]
pub(super) fn visible(text: &str, what: &str) -> HeaderValue {
    match HeaderValue::from_str(text) {
        Ok(value) => value,
        Err(_) => panic!("{what} has only visible ASCII characters"),
    }
}
