//! From a row of addresses to the first connection that is made.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::network::Network;

/// How long an address is tried alone before the next one is tried beside it (RFC 8305).
const HEAD_START: Duration = Duration::from_millis(250);

/// Tries the addresses in their order, each beside those before it; the first connection wins.
///
/// An address that swallows everything so costs a quarter of a second, not the whole time.
pub(super) async fn dial(
    network: &Arc<dyn Network>,
    addresses: Vec<SocketAddr>,
) -> io::Result<TcpStream> {
    if let [address] = addresses[..] {
        return network.connect(address).await;
    }
    let mut waiting = addresses.into_iter();
    let mut attempts = JoinSet::new();
    let mut latest = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
    loop {
        let is_last = match waiting.next() {
            Some(address) => {
                let network = Arc::clone(network);
                attempts.spawn(async move { network.connect(address).await });
                waiting.len() == 0
            }
            None => true,
        };
        let joined = if is_last {
            attempts.join_next().await
        } else {
            match timeout(HEAD_START, attempts.join_next()).await {
                Ok(joined) => joined,
                Err(_) => continue,
            }
        };
        match joined {
            Some(Ok(Ok(stream))) => return Ok(stream),
            Some(Ok(Err(error))) => latest = error,
            // Attempts neither panic nor are aborted while somebody waits for them.
            Some(Err(error)) => latest = io::Error::other(error),
            None => return Err(latest),
        }
    }
}
