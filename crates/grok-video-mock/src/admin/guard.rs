use std::fmt;
use std::net::IpAddr;

use http::header::{HOST, ORIGIN};
use http::{HeaderName, StatusCode, Uri};

use super::reply::{self, Reply};
use crate::router::{Call, Caller};

/// Tells from where a browser's page sends a request: browsers add it to those
/// without an `Origin`, too, such as the `GET` of an image.
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Who may use the admin API.
///
/// Without a token: those on this machine, and no web page but ours. A page
/// of another site can make a browser send requests here, so a call has to
/// name this machine in `Host` (else another name was made to point here) and
/// come from no other `Origin` or site. With a token: those who have it.
#[derive(Clone, Default)]
pub(crate) struct Guard {
    token: Option<String>,
}

impl Guard {
    pub(crate) fn new(token: Option<String>) -> Self {
        Self { token }
    }

    pub(crate) fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// Lets a call to the API itself pass, or answers it.
    pub(super) fn check(&self, call: &Call<'_>) -> Result<(), Box<Reply>> {
        self.check_origin(call)?;
        if text(call, &FETCH_SITE).is_some_and(|site| !["same-origin", "none"].contains(&site)) {
            return Err(other_origin());
        }
        match &self.token {
            Some(token) if call.token().is_some_and(|sent| is_same(sent, token)) => Ok(()),
            Some(_) => Err(Box::new(reply::error(
                StatusCode::UNAUTHORIZED,
                "unauthorized",
                "this server can be reached by others: the admin API asks for \
                 `Authorization: Bearer` with the token that the program shows as `admin_token`",
            ))),
            None => Ok(()),
        }
    }

    /// Lets a call pass that learns nothing of the simulation, or answers it.
    pub(super) fn check_origin(&self, call: &Call<'_>) -> Result<(), Box<Reply>> {
        let host = text(call, &HOST);
        if let Some(origin) = text(call, &ORIGIN)
            && origin.split_once("://").map(|(_, host)| host) != host
        {
            return Err(other_origin());
        }
        match call.caller() {
            _ if self.token.is_some() => Ok(()),
            Caller::SameProcess => Ok(()),
            Caller::SameMachine if host.is_none_or(is_loopback) => Ok(()),
            Caller::SameMachine => Err(forbidden(
                "the admin API answers by the name localhost or an address of loopback only",
            )),
            Caller::Elsewhere => Err(forbidden("the admin API answers on loopback only")),
        }
    }
}

fn text<'c>(call: &Call<'c>, name: &HeaderName) -> Option<&'c str> {
    // What is no text is no host of ours.
    call.headers()
        .get(name)
        .map(|value| value.to_str().unwrap_or_default())
}

fn is_loopback(host: &str) -> bool {
    let Ok(uri) = host.parse::<Uri>() else {
        return false;
    };
    let name = uri.host().unwrap_or_default();
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || address
            .parse::<IpAddr>()
            .is_ok_and(|ip| ip.to_canonical().is_loopback())
}

/// Compares without telling by the time it takes where they differ.
fn is_same(one: &str, other: &str) -> bool {
    let differences = one.bytes().zip(other.bytes());
    let differences = differences.fold(0, |all, (one, other)| all | (one ^ other));
    one.len() == other.len() && differences == 0
}

fn other_origin() -> Box<Reply> {
    forbidden("a page of another origin may not use the admin API")
}

fn forbidden(message: &str) -> Box<Reply> {
    Box::new(reply::error(StatusCode::FORBIDDEN, "forbidden", message))
}

/// Says whether there is a token, and never which.
impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Guard(has_token: {})", self.token.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_has_these_names() {
        for host in [
            "127.0.0.1:80",
            "127.1.2.3",
            "localhost:1",
            "LOCALHOST",
            "[::1]:80",
            "[::1]",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            "evil.example:80",
            "localhost.evil.example",
            "10.0.0.1",
            "127.0.0.1.nip.io",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn only_the_whole_token_is_the_token() {
        assert!(is_same("abc", "abc"));
        for sent in ["", "ab", "abd", "abcd"] {
            assert!(!is_same(sent, "abc"), "{sent}");
        }
    }
}
