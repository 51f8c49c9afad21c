//! A client over our own connections.

use http::HeaderValue;

use super::Client;
use crate::net::{Connector, Http1, Roots};
use crate::{ApiKey, BaseUrl, Timeouts};

impl Client<Http1> {
    /// Makes a client for `base` with the default timeouts and Mozilla's roots.
    ///
    /// ```
    /// use grok_video_transport::{ApiKey, Client};
    /// let client = Client::new("https://relay.example.com".parse()?, ApiKey::new("sk-example")?);
    /// assert_eq!(client.base_url().to_string(), "https://relay.example.com");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "webpki-roots")]
    #[must_use]
    pub fn new(base: BaseUrl, key: ApiKey) -> Self {
        Self::builder(base, key, Roots::webpki()).build()
    }

    /// Starts a client for `base` that trusts `roots`.
    pub fn builder(base: BaseUrl, key: ApiKey, roots: Roots) -> ClientBuilder {
        ClientBuilder {
            base,
            key,
            roots,
            timeouts: Timeouts::default(),
            user_agent: None,
        }
    }
}

/// Gathers the settings of a [`Client`] over our own connections.
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    base: BaseUrl,
    key: ApiKey,
    roots: Roots,
    timeouts: Timeouts,
    user_agent: Option<HeaderValue>,
}

impl ClientBuilder {
    /// Sets how long a call may take.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Sets the `User-Agent` (default: `grok-video/` and the version).
    pub fn user_agent(mut self, user_agent: HeaderValue) -> Self {
        self.user_agent = Some(user_agent);
        self
    }

    /// Makes the client.
    #[must_use]
    pub fn build(self) -> Client<Http1> {
        let connector = Connector::new(self.roots, self.timeouts.connect);
        let mut client = Client::from_service(self.base, self.key, Http1::new(connector));
        client.timeouts = self.timeouts;
        client.is_ours = true;
        if let Some(user_agent) = self.user_agent {
            client.user_agent = user_agent;
        }
        client
    }
}
