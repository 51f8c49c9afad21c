use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, DATE, HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use http::{Response, StatusCode};
use serde_json::json;

use super::RetryAfter;
use crate::invalid::Invalid;

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
    pub(super) fn status(status: u16) -> Result<Self, Invalid> {
        Ok(Self::of_status(final_status(status)?))
    }

    pub(super) fn rate_limited(retry_after: RetryAfter) -> Self {
        let mut instead = Self::of_status(StatusCode::TOO_MANY_REQUESTS);
        instead.label = format!("{}, {retry_after}", instead.label).into();
        instead.retry_after = retry_after;
        instead
    }

    fn of_status(status: StatusCode) -> Self {
        let reason = status.canonical_reason().unwrap_or("an error");
        let body = json!({"error": {"message": reason, "code": status.as_str()}});
        let label = match status.canonical_reason() {
            Some(reason) => format!("{} {reason}", status.as_str()),
            None => status.as_str().to_owned(),
        };
        Self::new(status, JSON, body.to_string().into(), &label)
    }

    /// Returns a business error: the HTTP status says success.
    pub(super) fn business_error(code: &str, message: &str) -> Self {
        let body = json!({"code": code, "msg": message});
        let label = format!("HTTP 200 with code {}", code.escape_debug());
        Self::new(StatusCode::OK, JSON, body.to_string().into(), &label)
    }

    pub(super) fn html_page(status: u16) -> Result<Self, Invalid> {
        let status = final_status(status)?;
        let reason = status.canonical_reason().unwrap_or("Error");
        let body = format!(
            "<html>\r\n<head><title>{0} {reason}</title></head>\r\n<body>\r\n\
             <center><h1>{0} {reason}</h1></center>\r\n</body>\r\n</html>\r\n",
            status.as_str(),
        );
        let label = format!("{} with an HTML page", status.as_str());
        let html = HeaderValue::from_static("text/html");
        Ok(Self::new(status, html, body.into(), &label))
    }

    pub(super) fn redirect(location: &str) -> Result<Self, Invalid> {
        let label = "302 to another place";
        let plain = HeaderValue::from_static("text/plain");
        Ok(Self {
            location: Some(visible(location, "a location")?),
            ..Self::new(StatusCode::FOUND, plain, Bytes::new(), label)
        })
    }

    pub(super) fn answer(status: u16, content_type: &str, body: Bytes) -> Result<Self, Invalid> {
        let status = final_status(status)?;
        let label = format!("{} with {} bytes as told", status.as_str(), body.len());
        let content_type = visible(content_type, "a content type")?;
        Ok(Self::new(status, content_type, body, &label))
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

fn final_status(status: u16) -> Result<StatusCode, Invalid> {
    match StatusCode::from_u16(status) {
        Ok(code) if !code.is_informational() => Ok(code),
        _ => Err(Invalid::new(format!(
            "the status of an answer lies between 200 and 999, not at {status}"
        ))),
    }
}

pub(super) fn visible(text: &str, what: &str) -> Result<HeaderValue, Invalid> {
    let is_visible = |c: char| c == ' ' || c.is_ascii_graphic();
    HeaderValue::from_str(text)
        .ok()
        .filter(|_| text.chars().all(is_visible))
        .ok_or_else(|| Invalid::new(format!("{what} has only visible ASCII characters")))
}
