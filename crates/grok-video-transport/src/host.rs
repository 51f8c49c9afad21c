//! The host of a URL, read strictly.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::uri::Authority;

/// Holds where a URL points: an address, or a name that only DNS can tell.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Host {
    Address(IpAddr),
    /// A name in lower case, without a dot at its end.
    Name(String),
}

impl Host {
    /// The longest name that DNS has.
    const MAX_NAME: usize = 253;

    /// Reads the host of `authority`.
    ///
    /// Names that some resolvers take for addresses (`127.1`, `0x7f.1`, `2130706433`) are refused,
    /// and so are user names and passwords.
    pub(crate) fn read(authority: &Authority) -> Result<Self, &'static str> {
        if authority.as_str().contains('@') {
            return Err("it holds a user name or password");
        }
        let text = authority.host();
        if let Some(inner) = text.strip_prefix('[') {
            return inner
                .strip_suffix(']')
                .and_then(|address| address.parse::<Ipv6Addr>().ok())
                .map(|address| Self::Address(address.into()))
                .ok_or("its IPv6 address is not one");
        }
        if let Ok(address) = text.parse::<Ipv4Addr>() {
            return Ok(Self::Address(address.into()));
        }
        let name = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
        let last = name.rsplit('.').next().unwrap_or_default();
        if last.is_empty() {
            return Err("it has no host");
        }
        if name.len() > Self::MAX_NAME {
            return Err("its host is longer than any host name");
        }
        if last.starts_with("0x") || last.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err("its host looks like an address, but is not written as one");
        }
        if !name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'))
        {
            return Err("its host holds a character that no host name has");
        }
        Ok(Self::Name(name))
    }

    /// Returns the address of a loopback host; `localhost` is 127.0.0.1 without asking DNS.
    pub(crate) fn loopback(&self) -> Option<IpAddr> {
        match self {
            Self::Address(address) if address.is_loopback() => Some(*address),
            Self::Name(name) if name == "localhost" => Some(Ipv4Addr::LOCALHOST.into()),
            _ => None,
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(IpAddr::V6(address)) => write!(f, "[{address}]"),
            Self::Address(address) => write!(f, "{address}"),
            Self::Name(name) => f.write_str(name),
        }
    }
}

/// Returns the port that is named, or the scheme's own; none where a user name stands before the
/// host, or a port that is no number behind it.
pub(crate) fn port(authority: &Authority, secure: bool) -> Option<u16> {
    let own = if secure { 443 } else { 80 };
    let after_host = authority.as_str().strip_prefix(authority.host())?;
    match after_host {
        "" | ":" => Some(own),
        _ => authority.port_u16().filter(|port| *port != 0),
    }
}
