//! Where a connection leads.

use std::fmt;

use http::Uri;
use http::uri::Scheme;
use rustls::pki_types::ServerName;

use super::error::{NetError, NetErrorKind};
use crate::host::{Host, port};

/// Names where to connect to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) host: Host,
    pub(crate) port: u16,
    pub(crate) secure: bool,
}

impl Target {
    /// Reads where `uri` leads.
    pub(crate) fn of(uri: &Uri) -> Result<Self, NetError> {
        let unusable = |why: &str| {
            let detail = format!("the URL is not usable: {why}");
            NetError::new(NetErrorKind::Refused, detail)
        };
        let authority = uri.authority().ok_or_else(|| unusable("it has no host"))?;
        let secure = uri.scheme() == Some(&Scheme::HTTPS);
        Ok(Self {
            host: Host::read(authority).map_err(unusable)?,
            port: port(authority, secure).ok_or_else(|| unusable("its port is not one"))?,
            secure,
        })
    }

    /// Returns the name that the server's certificate must bear.
    pub(super) fn server_name(&self) -> Option<ServerName<'static>> {
        match &self.host {
            Host::Address(address) => Some(ServerName::IpAddress((*address).into())),
            Host::Name(name) => ServerName::try_from(name.clone()).ok(),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}
