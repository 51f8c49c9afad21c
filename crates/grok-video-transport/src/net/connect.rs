//! From a target to a connection: name look-up, TCP and TLS.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;
use tower_service::Service;

use super::connection::Connection;
use super::dial::{dial, in_turn};
use super::error::{NetError, NetErrorKind};
use super::network::{Network, System};
use super::{Target, Tls};
use crate::host::Host;

/// How many addresses of a name are tried: a hostile one may have thousands, of others.
const MAX_ADDRESSES: usize = 8;

/// Connects to the host of a URL, by TLS where it is `https`.
///
/// `localhost` is `127.0.0.1` without asking DNS. No proxy is used, whatever the environment says.
/// It sets no time limit: [`Http1`](super::Http1) does, over all of it.
#[derive(Clone)]
pub struct Connector {
    tls: TlsConnector,
    network: Arc<dyn Network>,
}

impl Connector {
    /// Makes a connector that believes servers as `tls` says; [`Roots`](super::Roots) will do.
    pub fn new(tls: impl Into<Tls>) -> Self {
        Self {
            tls: TlsConnector::from(tls.into().into_config()),
            network: Arc::new(System),
        }
    }

    /// Returns the connector over another network than the system's.
    #[cfg(test)]
    pub(crate) fn over(self, network: Arc<super::MadeUp>) -> Self {
        Self { network, ..self }
    }

    /// Connects to `target`, at an address that `allowed` lets pass.
    ///
    /// The addresses are checked before a connection is made, and the peer's after it.
    pub(crate) async fn connect(
        &self,
        target: &Target,
        allowed: impl Fn(IpAddr) -> bool,
    ) -> Result<Connection, NetError> {
        let addresses = self.look_up(target).await?;
        if let Some(refused) = addresses.iter().find(|address| !allowed(address.ip())) {
            return Err(forbidden(target, refused.ip()));
        }
        let mut addresses = in_turn(addresses);
        addresses.truncate(MAX_ADDRESSES);
        let tcp = dial(&self.network, addresses)
            .await
            .map_err(|error| unreachable(target, error))?;
        let peer = tcp
            .peer_addr()
            .map_err(|error| unreachable(target, error))?;
        if !allowed(peer.ip()) {
            return Err(forbidden(target, peer.ip()));
        }
        // Only latency is at stake.
        let _ = tcp.set_nodelay(true);
        if !target.secure {
            return Ok(Connection::plain(tcp));
        }
        let name = target.server_name().ok_or_else(|| {
            NetError::new(NetErrorKind::Tls, "the host's name fits no certificate")
        })?;
        match self.tls.connect(name, tcp).await {
            Ok(tls) => Ok(Connection::tls(tls)),
            Err(error) => Err(refused_handshake(target, error)),
        }
    }

    async fn look_up(&self, target: &Target) -> Result<Vec<SocketAddr>, NetError> {
        if let Some(address) = target.host.loopback() {
            return Ok(vec![SocketAddr::new(address, target.port)]);
        }
        match &target.host {
            Host::Address(address) => Ok(vec![SocketAddr::new(*address, target.port)]),
            Host::Name(name) => {
                let found = self.network.look_up(name, target.port).await;
                found.map_err(|error| unreachable(target, error))
            }
        }
    }
}

impl Service<Uri> for Connector {
    type Response = Connection;
    type Error = NetError;
    type Future = Pin<Box<dyn Future<Output = Result<Connection, NetError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), NetError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connector = self.clone();
        Box::pin(async move {
            let target = Target::of(&uri)?;
            connector.connect(&target, |_| true).await
        })
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connector").finish_non_exhaustive()
    }
}

/// Returns the instant that lies `limit` ahead.
pub(crate) fn after(limit: Duration) -> Instant {
    Instant::now() + seen(limit)
}

/// Returns `limit`, or a time that nobody lives to see, which overflows no clock.
pub(crate) fn seen(limit: Duration) -> Duration {
    const FAR: Duration = Duration::from_secs(86_400 * 365 * 30);
    limit.min(FAR)
}

fn unreachable(target: &Target, error: io::Error) -> NetError {
    let detail = format!("could not connect to {target}");
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
        let detail = format!("no trusted connection to {target}");
        NetError::new(NetErrorKind::Tls, detail).with_source(error)
    } else {
        unreachable(target, error)
    }
}
