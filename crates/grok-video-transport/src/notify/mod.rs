//! Posts a message to wherever a URL points, without a key, guarded.

mod error;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::USER_AGENT;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri};
use tokio::time::timeout;

use crate::guarded::{self, Guard, Hop};
use crate::net::{Connector, Target, Tls};
use crate::{RequestBody, head};

pub use error::NotifyError;

/// How long a receiver may take for all of it, unless the user says otherwise.
const LIMIT: Duration = Duration::from_secs(10);

/// Posts messages; it has no key, so it can't give one away.
///
/// No redirect is followed. Each message has a connection of its own, and of the answer the head alone is read.
///
/// ```no_run
/// # #[cfg(all(feature = "ring", feature = "webpki-roots"))]
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use grok_video_transport::{Guard, Notifier};
/// let notifier = Notifier::new(Guard::PublicOnly);
/// let headers = [("content-type", "application/json")];
/// notifier.post("https://hooks.example.com/videos", &headers, "{}".into()).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Notifier {
    connector: Connector,
    guard: Guard,
    limit: Duration,
}

impl Notifier {
    /// Makes a notifier that goes where `guard` lets it, with Mozilla's roots.
    #[cfg(all(feature = "ring", feature = "webpki-roots"))]
    #[must_use]
    pub fn new(guard: Guard) -> Self {
        Self::with_tls(guard, crate::Roots::webpki())
    }

    /// Makes a notifier that goes where `guard` lets it and believes servers as `tls` says; [`Roots`](crate::Roots)
    /// will do.
    #[must_use]
    pub fn with_tls(guard: Guard, tls: impl Into<Tls>) -> Self {
        Self {
            connector: Connector::new(tls),
            guard,
            limit: LIMIT,
        }
    }

    /// Sets how long a receiver may take, from the look-up of its name to the head of its answer; 10 s by default.
    #[must_use]
    pub fn with_limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Checks that the guard lets pass what can be known of a URL without a look-up.
    ///
    /// # Errors
    /// Where messages for it would all be refused.
    pub fn check(&self, url: &str) -> Result<(), NotifyError> {
        self.admit(url).map(drop)
    }

    /// Posts a message, once.
    ///
    /// # Errors
    /// Where it was not taken with a status of 2xx; it may have arrived all the same. And, before anything is sent, where a
    /// header can't be.
    ///
    /// # Cancel safety
    /// Dropping the future closes the connection; the message may have arrived.
    pub async fn post(
        &self,
        url: &str,
        headers: &[(&'static str, &str)],
        body: Bytes,
    ) -> Result<(), NotifyError> {
        let (url, target) = self.admit(url)?;
        let mut request = Request::new(RequestBody::from(body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = url;
        *request.headers_mut() = all(headers)?;
        let hop = Hop {
            connector: &self.connector,
            guard: &self.guard,
            target: &target,
            connect_limit: self.limit,
        };
        let answer = timeout(self.limit, hop.send(request))
            .await
            .map_err(|_| NotifyError::too_slow(self.limit))??;
        let status = answer.status();
        if status.is_success() {
            return Ok(());
        }
        let retry_after = head::retry_after(answer.headers());
        Err(NotifyError::status(status.as_u16(), retry_after))
    }

    fn admit(&self, url: &str) -> Result<(Uri, Target), NotifyError> {
        let url = guarded::read(url).map_err(|why| NotifyError::out_of_bounds(&why))?;
        let target = self.guard.admit(Target::of(&url)?);
        let target = target.map_err(|why| NotifyError::out_of_bounds(&why))?;
        Ok((url, target))
    }
}

/// Returns these headers with our user agent, or an error that names the one that can't be sent.
fn all(headers: &[(&'static str, &str)]) -> Result<HeaderMap, NotifyError> {
    let mut all = HeaderMap::with_capacity(headers.len() + 1);
    for (name, value) in headers {
        let read = HeaderName::from_bytes(name.as_bytes()).ok();
        let read = read.zip(HeaderValue::from_str(value).ok());
        let (read, value) = read.ok_or_else(|| NotifyError::no_header(name))?;
        all.append(read, value);
    }
    let agent = concat!("grok-video/", env!("CARGO_PKG_VERSION"));
    all.insert(USER_AGENT, HeaderValue::from_static(agent));
    Ok(all)
}

impl fmt::Debug for Notifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notifier")
            .field("guard", &self.guard)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::Roots;
    use crate::net::MadeUp;

    fn notifier(guard: Guard) -> Notifier {
        Notifier::with_tls(guard, Roots::from_der::<&[u8]>([]).expect("no roots"))
    }

    #[tokio::test]
    async fn a_receiver_whose_name_stands_for_an_address_that_is_not_public_hears_nothing() {
        for address in ["10.0.0.1", "127.0.0.1", "169.254.169.254", "fd00:ec2::254"] {
            let network = Arc::new(MadeUp::new(&[address], None));
            let notifier = notifier(Guard::PublicOnly);
            let connector = notifier.connector.over(Arc::clone(&network));
            let notifier = Notifier {
                connector,
                ..notifier
            };
            let posted = notifier.post("https://example.com/x", &[], Bytes::new());
            let error = posted.await.expect_err("it is refused");
            assert!(!error.may_pass(), "{error}");
            assert_eq!(network.dialled(), [], "{address}");
        }
    }

    #[test]
    fn what_is_out_of_bounds_by_its_url_is_known_before() {
        for url in [
            "https://192.168.1.1/x",
            "https://example.com:8443/x",
            "http://example.com/x",
            "ftp://example.com/x",
            "http://127.0.0.1/x",
        ] {
            let error = notifier(Guard::PublicOnly).check(url);
            assert!(!error.expect_err(url).may_pass());
        }
        let here = notifier(Guard::AllowLoopback);
        assert!(here.check("http://127.0.0.1:8080/x").is_ok());
    }
}
