//! From a host and a port to a connection, all of it within one timeout.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;

use super::error::{NetError, NetErrorKind};
use super::roots::Roots;
use super::stream::Stream;
use crate::host::Host;

/// Names where to connect to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) host: Host,
    pub(crate) port: u16,
    pub(crate) secure: bool,
}

/// Makes connections; name look-up, TCP and TLS share one timeout.
#[derive(Clone)]
pub(crate) struct Connector {
    tls: TlsConnector,
    limit: Duration,
}

impl Connector {
    pub(crate) fn new(roots: Roots, limit: Duration) -> Self {
        Self {
            tls: TlsConnector::from(Arc::new(roots.config())),
            limit,
        }
    }

    /// Connects to `target`, at an address that `allowed` lets pass.
    ///
    /// The addresses are checked before a connection is made, and the peer's after it.
    pub(crate) async fn connect(
        &self,
        target: &Target,
        allowed: impl Fn(IpAddr) -> bool,
    ) -> Result<Stream, NetError> {
        let end = after(self.limit);
        let timed_out = || NetError::timeout(&place(target), self.limit);
        let addresses = timeout_at(end, look_up(target))
            .await
            .map_err(|_| timed_out())??;
        if let Some(refused) = addresses.iter().find(|address| !allowed(address.ip())) {
            return Err(forbidden(target, refused.ip()));
        }
        let tcp = connect_any(target, &addresses, end)
            .await?
            .ok_or_else(timed_out)?;
        let peer = tcp
            .peer_addr()
            .map_err(|error| unreachable(target, error))?;
        if !allowed(peer.ip()) {
            return Err(forbidden(target, peer.ip()));
        }
        if !target.secure {
            return Ok(Stream::Plain(tcp));
        }
        let name = server_name(&target.host).ok_or_else(|| {
            NetError::new(NetErrorKind::Tls, "the host's name fits no certificate")
        })?;
        let handshake = timeout_at(end, self.tls.connect(name, tcp));
        match handshake.await {
            Ok(Ok(tls)) => Ok(Stream::Tls(Box::new(tls))),
            Ok(Err(error)) => Err(refused_handshake(target, error)),
            Err(_) => Err(timed_out()),
        }
    }
}

fn server_name(host: &Host) -> Option<ServerName<'static>> {
    match host {
        Host::Address(address) => Some(ServerName::IpAddress((*address).into())),
        Host::Name(name) => ServerName::try_from(name.clone()).ok(),
    }
}

/// Returns the instant that lies `limit` ahead, or one that nobody lives to see.
pub(crate) fn after(limit: Duration) -> Instant {
    const FAR: Duration = Duration::from_secs(86_400 * 365 * 30);
    Instant::now() + limit.min(FAR)
}

async fn look_up(target: &Target) -> Result<Vec<SocketAddr>, NetError> {
    if let Some(address) = target.host.loopback() {
        return Ok(vec![SocketAddr::new(address, target.port)]);
    }
    let name = match &target.host {
        Host::Address(address) => return Ok(vec![SocketAddr::new(*address, target.port)]),
        Host::Name(name) => name,
    };
    let found = lookup_host((name.as_str(), target.port)).await;
    let addresses: Vec<_> = found.map_err(|error| unreachable(target, error))?.collect();
    if addresses.is_empty() {
        let none = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
        return Err(unreachable(target, none));
    }
    Ok(addresses)
}

/// Tries the addresses one by one, each for its share of the time; `None` when the time is over.
async fn connect_any(
    target: &Target,
    addresses: &[SocketAddr],
    end: Instant,
) -> Result<Option<TcpStream>, NetError> {
    let mut latest = None;
    for (n_tried, address) in addresses.iter().enumerate() {
        let n_left = u32::try_from(addresses.len() - n_tried).unwrap_or(u32::MAX);
        let share = end.saturating_duration_since(Instant::now()) / n_left;
        match timeout_at(Instant::now() + share, TcpStream::connect(address)).await {
            Ok(Ok(tcp)) => {
                // Only latency is at stake.
                let _ = tcp.set_nodelay(true);
                return Ok(Some(tcp));
            }
            Ok(Err(error)) => latest = Some(error),
            Err(_) => {}
        }
    }
    match latest {
        Some(error) => Err(unreachable(target, error)),
        None => Ok(None),
    }
}

fn unreachable(target: &Target, error: io::Error) -> NetError {
    let detail = format!("could not connect to {}", place(target));
    NetError::new(NetErrorKind::Connect, detail).with_source(error)
}

fn forbidden(target: &Target, address: IpAddr) -> NetError {
    let detail = format!(
        "{} is at {address}, which is not a public address",
        target.host
    );
    NetError::new(NetErrorKind::Refused, detail)
}

/// Tells a wrong certificate, which stays wrong, from a server in trouble.
fn refused_handshake(target: &Target, error: io::Error) -> NetError {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    if let Some(rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented) =
        inner
    {
        let detail = format!("no trusted connection to {}", place(target));
        NetError::new(NetErrorKind::Tls, detail).with_source(error)
    } else {
        unreachable(target, error)
    }
}

fn place(target: &Target) -> String {
    format!("{}:{}", target.host, target.port)
}
