//! Where a request without a key may go.

use std::net::IpAddr;

use super::OutOfBounds;
use crate::host::Host;
use crate::net::{Target, is_global};

/// Says where a downloader or a notifier may go; it is asked again on every hop.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Guard {
    /// Public addresses over https on port 443.
    #[default]
    PublicOnly,
    /// The named hosts over https on port 443, wherever they are.
    HostAllowList(Vec<String>),
    /// As [`PublicOnly`](Self::PublicOnly), and this machine itself on any port: for a service
    /// that runs here. A redirect of a public host does not lead here.
    AllowLoopback,
}

impl Guard {
    /// Lets a target pass, or says why not; no connection has been made yet.
    pub(crate) fn admit(&self, target: Target) -> Result<Target, OutOfBounds> {
        if let (Self::AllowLoopback, Some(address)) = (self, target.host.loopback()) {
            // `localhost` becomes an address here, for a certificate's name it stays a name.
            let host = if target.secure {
                target.host
            } else {
                Host::Address(address)
            };
            return Ok(Target { host, ..target });
        }
        if !target.secure {
            return Err(OutOfBounds("URL is not https".into()));
        }
        if target.port != 443 {
            return Err(OutOfBounds("URL is not on port 443".into()));
        }
        match (self, &target.host) {
            (Self::HostAllowList(hosts), host) => {
                let host = host.to_string();
                let listed = hosts
                    .iter()
                    .any(|listed| listed.eq_ignore_ascii_case(&host));
                if !listed {
                    let why = format!("is at {host}, which is not on the list of hosts");
                    return Err(OutOfBounds(why));
                }
            }
            (_, Host::Address(address)) if !is_global(*address) => {
                let why = format!("is at {address}, which is not a public address");
                return Err(OutOfBounds(why));
            }
            _ => {}
        }
        Ok(target)
    }

    /// Returns the guard of what `target` redirects to: a public host has no say over this machine.
    pub(crate) fn behind(self, target: &Target) -> Self {
        match self {
            Self::AllowLoopback if target.host.loopback().is_none() => Self::PublicOnly,
            guard => guard,
        }
    }

    /// Tells whether an address that `target` has been found at may be reached.
    pub(super) fn allows(&self, target: &Target, address: IpAddr) -> bool {
        match self {
            Self::HostAllowList(_) => true,
            Self::AllowLoopback if target.host.loopback().is_some() => address.is_loopback(),
            Self::PublicOnly | Self::AllowLoopback => is_global(address),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_host_has_no_say_over_this_machine() {
        let target = |url: &str| Target::of(&url.parse().expect("a URL")).expect("a target");
        let here = target("http://127.0.0.1:8080/v");
        let public = target("https://cdn.example.com/v");
        let listed = Guard::HostAllowList(vec!["cdn.example.com".into()]);
        for (guard, from, then) in [
            (Guard::AllowLoopback, &here, Guard::AllowLoopback),
            (Guard::AllowLoopback, &public, Guard::PublicOnly),
            (Guard::PublicOnly, &public, Guard::PublicOnly),
            (listed.clone(), &public, listed),
        ] {
            assert_eq!(guard.behind(from), then);
        }
        assert!(Guard::AllowLoopback.behind(&public).admit(here).is_err());
    }
}
