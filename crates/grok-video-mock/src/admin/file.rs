use bytes::Bytes;
use http::StatusCode;
use http::header::{CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, X_CONTENT_TYPE_OPTIONS};

use super::reply::{self, Reply};

/// A file that is always the same: of the page, or a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct File {
    /// Below the root of the admin API; empty for the page itself.
    pub(super) path: &'static str,
    pub(super) content_type: &'static str,
    pub(super) text: &'static str,
}

/// The document of the service, whose paths are those of this server.
const SERVICE: &str = "openapi/service.json";

/// The prefix that stands in it.
const PREFIX: &str = "/kyyReactApiServer";

/// What the page may do: run its own scripts and ask this server.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

impl File {
    /// Returns the file, for a service under `prefix`.
    pub(super) fn reply(&self, prefix: &str) -> Reply {
        let body = if self.path == SERVICE && prefix != PREFIX {
            Bytes::from(self.text.replace(PREFIX, prefix))
        } else {
            Bytes::from_static(self.text.as_bytes())
        };
        let mut reply = reply::bytes(StatusCode::OK, self.content_type, body);
        let headers = reply.headers_mut();
        headers.insert(CONTENT_SECURITY_POLICY, POLICY);
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        let referrer = HeaderName::from_static("referrer-policy");
        headers.insert(referrer, HeaderValue::from_static("no-referrer"));
        reply
    }
}
