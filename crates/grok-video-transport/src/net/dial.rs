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

/// Puts the addresses of both families in turn, the first one's first (RFC 8305, 4): where one
/// family leads nowhere, the other comes at once.
pub(super) fn in_turn(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let is_v6_first = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (first, second): (Vec<_>, Vec<_>) = addresses
        .into_iter()
        .partition(|address| address.is_ipv6() == is_v6_first);
    let mut second = second.into_iter();
    let mut in_turn = Vec::new();
    for address in first {
        in_turn.push(address);
        in_turn.extend(second.next());
    }
    in_turn.extend(second);
    in_turn
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;
    use tokio::time::Instant;

    use super::super::MadeUp;
    use super::*;

    const SWALLOWS: &str = "192.0.2.1";
    const REFUSES: &str = "192.0.2.2";

    /// Dials the hosts, of which 192.0.2.1 answers nothing; the listener is behind 127.0.0.1.
    async fn check(hosts: &[&str]) -> (io::Result<TcpStream>, Duration) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let mut network = MadeUp::new(&[], None);
        network.silent = vec![SWALLOWS.parse().expect("an address")];
        let addresses = hosts.iter().map(|host| {
            let ip = host.parse().expect("an address");
            SocketAddr::new(ip, port)
        });
        let network: Arc<dyn Network> = Arc::new(network);
        let begin = Instant::now();
        let dialled = dial(&network, addresses.collect()).await;
        (dialled, begin.elapsed())
    }

    #[test]
    fn the_families_come_in_turn_and_nothing_is_lost() {
        let addresses = |hosts: &[&str]| -> Vec<SocketAddr> {
            let parsed = hosts.iter().map(|host| host.parse().expect("an address"));
            parsed.map(|ip| SocketAddr::new(ip, 443)).collect()
        };
        for (given, expected) in [
            (
                &["::1", "::2", "::3", "1.1.1.1"][..],
                &["::1", "1.1.1.1", "::2", "::3"][..],
            ),
            (&["1.1.1.1", "::1", "::2"], &["1.1.1.1", "::1", "::2"]),
            (&["1.1.1.1", "1.1.1.2"], &["1.1.1.1", "1.1.1.2"]),
            (&[], &[]),
        ] {
            assert_eq!(in_turn(addresses(given)), addresses(expected));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_address_that_swallows_everything_costs_a_quarter_of_a_second() {
        let (dialled, took) = check(&[SWALLOWS, "127.0.0.1"]).await;
        assert!(dialled.is_ok());
        assert_eq!(took.as_millis(), 250);
        let (dialled, took) = check(&[SWALLOWS, REFUSES, "127.0.0.1"]).await;
        assert!(dialled.is_ok());
        assert_eq!(took.as_millis(), 250, "one that refuses costs nothing more");
    }

    #[tokio::test(start_paused = true)]
    async fn the_first_that_answers_is_taken_at_once() {
        let (dialled, took) = check(&["127.0.0.1", SWALLOWS]).await;
        assert!(dialled.is_ok());
        assert_eq!(took.as_millis(), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn where_all_refuse_the_last_one_is_told() {
        let (dialled, _) = check(&[REFUSES, REFUSES]).await;
        let refused = dialled.expect_err("nobody answers");
        assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
        let (dialled, _) = check(&[]).await;
        let missing = dialled.expect_err("there is no address");
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
    }
}
