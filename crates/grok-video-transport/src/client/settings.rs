//! What every request of a client has in common, prepared once.

#[cfg(feature = "net")]
use http::header::HOST;
use http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HeaderMap, USER_AGENT};
use http::{HeaderValue, Method};

use crate::{ApiKey, BaseUrl, Timeouts};

/// Holds what a client was made with.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) base: BaseUrl,
    pub(super) key: ApiKey,
    pub(super) timeouts: Timeouts,
    /// The most bytes of an answer that are read.
    pub(super) body_cap: usize,
    /// Whether tokio's clock ends what takes too long.
    #[cfg(feature = "net")]
    pub(super) is_timed: bool,
    /// Whether the stack is ours, so that its errors tell that nothing was sent.
    #[cfg(feature = "net")]
    pub(super) is_ours: bool,
    get: HeaderMap,
    post: HeaderMap,
}

impl Settings {
    const AGENT: &str = concat!("grok-video/", env!("CARGO_PKG_VERSION"));

    pub(super) fn new(base: BaseUrl, key: ApiKey) -> Self {
        let mut get = HeaderMap::with_capacity(6);
        get.insert(ACCEPT, HeaderValue::from_static("application/json"));
        get.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        get.insert(USER_AGENT, HeaderValue::from_static(Self::AGENT));
        // Keeps the place of the key, which `Auth` puts there: a map that is cloned has no room
        // for one more, and would be moved.
        get.insert(AUTHORIZATION, HeaderValue::from_static(""));
        let mut settings = Self {
            base,
            key,
            timeouts: Timeouts::default(),
            body_cap: Self::BODY_CAP,
            #[cfg(feature = "net")]
            is_timed: false,
            #[cfg(feature = "net")]
            is_ours: false,
            post: HeaderMap::new(),
            get,
        };
        settings.prepare_post();
        settings
    }

    /// The most bytes of an answer that are read, unless told otherwise.
    const BODY_CAP: usize = 1024 * 1024;

    /// Prepares for our own stack: on tokio's clock, with the `Host` that HTTP/1.1 wants.
    #[cfg(feature = "net")]
    pub(super) fn for_our_stack(mut self) -> Self {
        self.is_timed = true;
        self.is_ours = true;
        self.get.insert(HOST, self.base.host_header());
        self.prepare_post();
        self
    }

    #[cfg(feature = "net")]
    pub(super) fn with_user_agent(mut self, user_agent: HeaderValue) -> Self {
        self.get.insert(USER_AGENT, user_agent);
        self.prepare_post();
        self
    }

    fn prepare_post(&mut self) {
        self.post = self.get.clone();
        let json = HeaderValue::from_static("application/json");
        self.post.insert(CONTENT_TYPE, json);
    }

    /// Returns the headers of a request, the key's place among them.
    pub(super) fn headers(&self, method: &Method) -> HeaderMap {
        if method == Method::POST {
            self.post.clone()
        } else {
            self.get.clone()
        }
    }
}
