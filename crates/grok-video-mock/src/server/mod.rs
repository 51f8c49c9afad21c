//! The simulation on a TCP listener, with a clock.

mod acceptor;
mod builder;
mod clock;
mod connection;
mod door;
mod own_thread;
mod state;

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

pub use builder::Builder;
#[cfg(feature = "program")]
pub(crate) use clock::TimeScale;

use crate::journal::{Counts, Request};
use crate::world::{Script, Task};
use acceptor::Acceptor;
use own_thread::OwnThread;
use state::State;

/// A running mock server.
///
/// A clone is another handle to the same server, and cheap. When the last
/// handle is dropped, the server is gone **at once**: by the time `drop`
/// returns, its port refuses connections and no further request is answered.
///
/// ```
/// use std::time::Duration;
/// use grok_video_mock::{MockServer, Script};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let server = MockServer::start().await;
/// let script = Script::after(Duration::from_secs(5), Duration::from_secs(60));
/// server.plant("video_1", "grok_video3", script);
///
/// assert_eq!(server.base_url(), format!("http://{}/kyyReactApiServer", server.addr()));
/// assert_eq!(server.polls("video_1"), 0);
/// # }
/// ```
#[derive(Clone)]
pub struct MockServer {
    running: Arc<Running>,
}

/// The parts of a running server, in the order in which they end.
struct Running {
    acceptor: Acceptor,
    thread: Option<OwnThread>,
    addr: SocketAddr,
    state: Arc<State>,
}

impl MockServer {
    /// Starts a server with all the defaults in the current tokio runtime.
    ///
    /// # Panics
    ///
    /// Panics if loopback can't be listened on, or outside a tokio runtime
    /// with I/O. [`builder`](Self::builder) has a start that returns errors.
    pub async fn start() -> Self {
        match Self::builder().start().await {
            Ok(server) => server,
            Err(error) => panic!("the mock server can't listen on 127.0.0.1: {error}"),
        }
    }

    /// Returns a builder, which starts a server with other settings.
    pub fn builder() -> Builder {
        Builder::new()
    }

    fn new(running: Running) -> Self {
        Self {
            running: Arc::new(running),
        }
    }

    /// Returns the URL to give to a client, without a trailing slash:
    /// `http://127.0.0.1:PORT/kyyReactApiServer`.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.running
            .state
            .with(|simulation, _| simulation.router.base_url())
    }

    /// Returns the URL under which the simulation shows its own state as JSON,
    /// to callers on loopback: `http://127.0.0.1:PORT/__mock/`.
    #[must_use]
    pub fn admin_url(&self) -> String {
        format!("{}/__mock/", origin(self.addr()))
    }

    /// Returns the address that the server listens on.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.running.addr
    }

    /// Returns the seed of the server's randomness.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.running
            .state
            .with(|simulation, _| simulation.world.seed())
    }

    /// Adds a task with a chosen id, as if it were created now. It takes the
    /// place of a task that has this id.
    ///
    /// Neither id nor model are checked, so that a test may plant what the
    /// service would not make.
    pub fn plant(&self, id: &str, model: &str, script: Script) {
        self.running
            .state
            .with(|simulation, now| simulation.world.plant(id, model, script, now));
    }

    /// Returns the latest requests, oldest first: at most 4,096 of them and
    /// about 1 MiB.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.running
            .state
            .with(|simulation, _| simulation.journal.requests().cloned().collect())
    }

    /// Returns how many requests were answered since the start.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.running
            .state
            .with(|simulation, _| *simulation.journal.counts())
    }

    /// Returns how many queries of this task were answered; 0 if there is no
    /// such task.
    #[must_use]
    pub fn polls(&self, id: &str) -> usize {
        self.running
            .state
            .with(|simulation, _| simulation.world.task(id).map_or(0, Task::n_polls))
    }

    /// Shuts the server down gracefully: the port refuses connections from
    /// the first poll on, requests that are being read or answered are
    /// answered, and all connections are ended.
    ///
    /// It waits for a client that never finishes its request as long as that
    /// client stays; to bound it, use [`tokio::time::timeout`] and drop the
    /// server. What was recorded can still be read afterwards.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves the port closed and the remaining requests
    /// being answered.
    pub async fn shutdown(&self) {
        self.running.acceptor.drain().await;
    }
}

impl fmt::Debug for MockServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockServer")
            .field("addr", &self.running.addr)
            .field("on_own_thread", &self.running.thread.is_some())
            .finish_non_exhaustive()
    }
}

/// Returns scheme, host and port for clients of a server that listens here.
fn origin(mut addr: SocketAddr) -> String {
    // Listening on every address is no address to connect to.
    if addr.ip().is_unspecified() {
        addr.set_ip(match addr {
            SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    format!("http://{addr}")
}
