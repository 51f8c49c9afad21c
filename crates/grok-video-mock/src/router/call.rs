use http::request::Parts;
use http::{HeaderMap, Method};

use super::auth;

/// One request, read to its end.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    head: &'a Parts,
    body: &'a [u8],
    /// Whether it came over loopback.
    local: bool,
}

impl<'a> Call<'a> {
    pub(crate) fn new(head: &'a Parts, body: &'a [u8], local: bool) -> Self {
        Self { head, body, local }
    }

    pub(crate) fn method(&self) -> &'a Method {
        &self.head.method
    }

    pub(crate) fn headers(&self) -> &'a HeaderMap {
        &self.head.headers
    }

    pub(crate) fn path(&self) -> &'a str {
        self.head.uri.path()
    }

    pub(super) fn query(&self) -> Option<&'a str> {
        self.head.uri.query()
    }

    pub(super) fn body(&self) -> &'a [u8] {
        self.body
    }

    pub(super) fn is_local(&self) -> bool {
        self.local
    }

    pub(crate) fn token(&self) -> Option<&'a str> {
        auth::bearer(self.headers())
    }
}
