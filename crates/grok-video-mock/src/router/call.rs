use http::header::HOST;
use http::request::Parts;
use http::uri::Authority;
use http::{HeaderMap, Method};

use super::auth;

/// One request, read to its end.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    head: &'a Parts,
    body: &'a [u8],
    caller: Caller,
}

/// From where a call came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caller {
    /// The process of the server itself.
    SameProcess,
    SameMachine,
    Elsewhere,
}

impl<'a> Call<'a> {
    pub(crate) fn new(head: &'a Parts, body: &'a [u8], caller: Caller) -> Self {
        Self { head, body, caller }
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

    pub(crate) fn query(&self) -> Option<&'a str> {
        self.head.uri.query()
    }

    pub(crate) fn body(&self) -> &'a [u8] {
        self.body
    }

    pub(crate) fn caller(&self) -> Caller {
        self.caller
    }

    /// Returns the name and port by which the client knows the server.
    pub(crate) fn host(&self) -> Option<&'a str> {
        let host = self.headers().get(HOST)?.to_str().ok()?;
        let is_name = host.parse::<Authority>().is_ok() && !host.contains('@');
        is_name.then_some(host)
    }

    pub(crate) fn token(&self) -> Option<&'a str> {
        auth::bearer(self.headers())
    }
}
