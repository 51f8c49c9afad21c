//! Ways to send the same query with the key over connections that are kept: ours and its peers.

mod bare;
mod legacy;
mod ours;
mod reqwest;

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;

use crate::doubles::ID;

/// How long every client waits for a connection, and for the whole answer.
const CONNECT: Duration = Duration::from_secs(10);
const TOTAL: Duration = Duration::from_secs(60);

/// A client to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// `grok-video-transport`, without decoding.
    Ours,
    /// The same, asking for two tasks in turn: it keeps the URI of one.
    InTurn,
    /// One hyper connection with a prepared request that is cloned, without a pool and timeouts.
    Bare,
    /// hyper-util's client.
    Legacy,
    /// reqwest.
    Reqwest,
}

/// A client that is connected and may be cloned for tasks that ask at the same time.
#[derive(Clone, Debug)]
pub enum Client {
    /// See [`Way::Ours`].
    Ours(ours::Ours),
    /// See [`Way::InTurn`].
    InTurn(ours::InTurn),
    /// See [`Way::Legacy`].
    Legacy(legacy::Legacy),
    /// See [`Way::Reqwest`].
    Reqwest(reqwest::Reqwest),
}

pub use bare::Bare;

impl Way {
    /// Every way, ours first.
    pub const ALL: [Self; 5] = [
        Self::Ours,
        Self::InTurn,
        Self::Bare,
        Self::Legacy,
        Self::Reqwest,
    ];

    /// Returns the name of the crate, and what is special.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ours => "grok-video-transport",
            Self::InTurn => "grok-video-transport in turn",
            Self::Bare => "hyper",
            Self::Legacy => "hyper-util",
            Self::Reqwest => "reqwest",
        }
    }

    /// Returns a client for many tasks; a bare connection is for one.
    pub fn client(self, addr: SocketAddr) -> Option<Client> {
        match self {
            Self::Ours => Some(Client::Ours(ours::Ours::new(addr))),
            Self::InTurn => Some(Client::InTurn(ours::InTurn::new(addr))),
            Self::Bare => None,
            Self::Legacy => Some(Client::Legacy(legacy::Legacy::new(addr))),
            Self::Reqwest => Some(Client::Reqwest(reqwest::Reqwest::new(addr))),
        }
    }

    /// Asks `n` times, one after the other, and returns the last answer.
    ///
    /// # Panics
    /// When there is no answer of status 200.
    pub async fn ask(self, addr: SocketAddr, n: usize) -> Bytes {
        match self.client(addr) {
            Some(client) => client.ask(n).await,
            None => Bare::connect(addr).await.ask(n).await,
        }
    }
}

impl Client {
    /// Asks `n` times, one after the other, and returns the last answer.
    ///
    /// # Panics
    /// When there is no answer of status 200.
    pub async fn ask(&self, n: usize) -> Bytes {
        let mut answer = Bytes::new();
        for turn in 0..n {
            answer = match self {
                Self::Ours(client) => client.ask().await,
                Self::InTurn(client) => client.ask(turn).await,
                Self::Legacy(client) => client.ask().await,
                Self::Reqwest(client) => client.ask().await,
            };
        }
        answer
    }
}

fn url(addr: SocketAddr) -> String {
    format!("http://{addr}/kyyReactApiServer/v1/result/{ID}")
}
