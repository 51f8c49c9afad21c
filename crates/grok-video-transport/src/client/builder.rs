//! A client over our own connections.

use http::HeaderValue;

use super::Client;
use super::settings::Settings;
use crate::net::{Connector, Http1};
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
    #[cfg(all(feature = "ring", feature = "webpki-roots"))]
    #[must_use]
    pub fn new(base: BaseUrl, key: ApiKey) -> Self {
        let connector = Connector::new(crate::Roots::webpki());
        Self::builder(base, key, connector).build()
    }
}

impl<C> Client<Http1<C>> {
    /// Starts a client for `base` over the connections that `connector` makes.
    ///
    /// [`Connector`] makes those of this machine's network, with the roots and the cryptography
    /// it was made with. Any other service from a URI to a connection will do as well, over
    /// `tokio::io::duplex` for one; it then sees to TLS too.
    ///
    /// ```
    /// # #[cfg(all(feature = "ring", feature = "webpki-roots"))] {
    /// use grok_video_transport::{ApiKey, Client, Connector, Roots, Timeouts};
    /// use std::time::Duration;
    /// let connector = Connector::new(Roots::webpki());
    /// let base = "https://relay.example.com".parse()?;
    /// let client = Client::builder(base, ApiKey::new("sk-example")?, connector)
    ///     .timeouts(Timeouts::default().with_total(Duration::from_secs(20)))
    ///     .build();
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn builder(base: BaseUrl, key: ApiKey, connector: C) -> ClientBuilder<C> {
        ClientBuilder {
            settings: Settings::new(base, key).for_our_stack(),
            connector,
        }
    }
}

/// Gathers the settings of a [`Client`] over our own connections.
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder<C = Connector> {
    settings: Settings,
    connector: C,
}

impl<C> ClientBuilder<C> {
    /// Sets how long a call may take.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.settings.timeouts = timeouts;
        self
    }

    /// Sets the most bytes of an answer that are read (default: 1 MiB).
    pub fn body_cap(mut self, bytes: usize) -> Self {
        self.settings.body_cap = bytes;
        self
    }

    /// Sets the `User-Agent` (default: `grok-video/` and the version).
    pub fn user_agent(mut self, user_agent: HeaderValue) -> Self {
        self.settings = self.settings.with_user_agent(user_agent);
        self
    }

    /// Makes the client.
    #[must_use]
    pub fn build(self) -> Client<Http1<C>> {
        let Self {
            settings,
            connector,
        } = self;
        // What is still connecting when the call's time is up has sent nothing: it ends just before
        // that, so that it is known.
        let Timeouts {
            connect,
            head,
            total,
        } = settings.timeouts;
        let call = head.min(total);
        let limit = connect.min(call - call / 100);
        let stack = Http1::new(settings.base.clone(), connector, limit);
        Client::with_settings(settings, stack)
    }
}
