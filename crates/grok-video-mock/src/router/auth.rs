use std::fmt;
use std::sync::Arc;

use http::{HeaderMap, header};

use super::percent;
use crate::journal::Refusal;

/// Shorter tokens are the `k` and `key` of tests: no secrets, and likely to
/// be part of an innocent path.
const SECRET_FROM: usize = 8;

const REDACTED: &str = "[redacted]";

/// The keys that are accepted; any, if there are none.
#[derive(Clone, Default)]
pub(crate) struct Keys {
    accepted: Vec<String>,
    /// That of a session, which is accepted beside them.
    own: Option<String>,
    /// Secrets of the whole server, which are accepted or not and never shown.
    hidden: Arc<[String]>,
}

impl Keys {
    pub(crate) fn add(&mut self, key: String) {
        self.accepted.push(key);
    }

    pub(super) fn with_own(&self, key: Option<String>) -> Self {
        Self {
            accepted: self.accepted.clone(),
            own: key,
            hidden: Arc::clone(&self.hidden),
        }
    }

    pub(super) fn knows(&self, key: &str) -> bool {
        self.accepted.iter().any(|accepted| accepted == key)
    }

    pub(super) fn hide(&mut self, secrets: Arc<[String]>) {
        self.hidden = secrets;
    }

    /// Returns the token, if it is an accepted one.
    pub(super) fn check<'t>(&self, token: Option<&'t str>) -> Result<&'t str, Refusal> {
        match token {
            None => Err(Refusal::NoKey),
            Some(token) if self.accepted.is_empty() || self.all().any(|key| key == token) => {
                Ok(token)
            }
            Some(_) => Err(Refusal::WrongKey),
        }
    }

    /// Returns `text` without any of the keys and without `token`, the one
    /// that was sent; nothing of it, if one is percent-encoded in it.
    pub(super) fn redact(&self, text: &str, token: Option<&str>) -> String {
        let hidden = self.hidden.iter().map(String::as_str);
        let secrets = self.all().chain(hidden).chain(token);
        let secrets = secrets.filter(|secret| secret.len() >= SECRET_FROM);
        let decoded = percent::decode(text).filter(|decoded| *decoded != text);
        let mut shown = text.to_owned();
        for secret in secrets {
            if decoded.as_ref().is_some_and(|text| text.contains(secret)) {
                return REDACTED.to_owned();
            }
            if shown.contains(secret) {
                shown = shown.replace(secret, REDACTED);
            }
        }
        shown
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        self.accepted.iter().chain(&self.own).map(String::as_str)
    }
}

/// Says how many keys there are and never what they are.
impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({})", self.all().count())
    }
}

/// Returns the Bearer token, unless there is none or it is empty.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}
