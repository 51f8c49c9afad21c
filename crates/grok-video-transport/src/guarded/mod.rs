//! One request without a key to wherever a URL points, guarded.

mod guard;
mod hop;

use http::Uri;
use http::uri::Scheme;

pub use guard::Guard;
pub(crate) use hop::Hop;

/// Says why a URL may not be followed, in words that come behind the name of what is there.
#[derive(Debug)]
pub(crate) struct OutOfBounds(String);

impl OutOfBounds {
    pub(crate) fn about(&self, what: &str) -> String {
        format!("{what} {}", self.0)
    }
}

/// Reads a URL; its path and query stay as they came, byte for byte.
pub(crate) fn read(text: &str) -> Result<Uri, OutOfBounds> {
    let refused = || OutOfBounds("URL is no http(s) URL".into());
    let uri: Uri = text.parse().map_err(|_| refused())?;
    let known = |scheme: &Scheme| *scheme == Scheme::HTTP || *scheme == Scheme::HTTPS;
    if uri.scheme().is_some_and(known) && uri.authority().is_some() {
        Ok(uri)
    } else {
        Err(refused())
    }
}
