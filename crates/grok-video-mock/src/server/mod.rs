//! The simulation behind a TCP listener or in memory, with a clock.

mod acceptor;
mod builder;
mod clock;
mod connection;
mod control;
mod door;
mod inspect;
mod memory;
mod own_thread;
mod state;
mod wire;

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

pub use builder::Builder;
pub use memory::{Connector, MemoryStream};

use crate::invalid::valid;
use crate::report::Failed;
use crate::session::{Session, SessionName};
use crate::simulation::Simulation;
use acceptor::Acceptor;
use door::Door;
use own_thread::OwnThread;
use state::State;

/// The scheme, host and port in the URLs of a server in memory. Nothing
/// listens there: whoever forgets the connector is refused.
const IN_MEMORY: &str = "http://127.0.0.1:1";

/// A running mock server.
///
/// A clone is another handle to the same server, and cheap. When the last
/// handle is dropped, the server is gone **at once**: by the time `drop`
/// returns, its port refuses connections and no further request is answered.
///
/// That drop panics if the server had unexpected requests, unless the thread is
/// panicking already: see [`take_unexpected`](Self::take_unexpected).
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
    session: SessionName,
}

struct Running {
    door: Arc<Door>,
    /// `None` in memory.
    acceptor: Option<Acceptor>,
    thread: Option<OwnThread>,
    addr: Option<SocketAddr>,
    state: Arc<State>,
    allows_unexpected: bool,
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

    /// Starts a server with all the defaults in memory, in the current tokio
    /// runtime, and returns the way to it.
    ///
    /// Its clients connect through the [`Connector`]; there is no port. It
    /// needs no I/O of the runtime, and no time passes on the way, so that
    /// nothing times out under a paused clock that should not.
    ///
    /// # Panics
    ///
    /// Panics outside a tokio runtime.
    pub async fn start_in_memory() -> (Self, Connector) {
        match Self::builder().start_in_memory().await {
            Ok(started) => started,
            Err(error) => panic!("the defaults are refused: {error}"),
        }
    }

    /// Starts a server with all the defaults on a thread and a runtime of its
    /// own, for callers that block or have no tokio: see
    /// [`Builder::start_on_thread`].
    ///
    /// # Panics
    ///
    /// Panics if loopback can't be listened on, or there can be no thread.
    #[must_use]
    pub fn start_on_thread() -> Self {
        match Self::builder().start_on_thread() {
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
            session: SessionName::default(),
        }
    }

    /// Returns the URL to give to a client, without a trailing slash:
    /// `http://127.0.0.1:PORT/kyyReactApiServer`.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.with(|simulation, _| simulation.router.base_url())
    }

    /// Returns a handle to another session of the same server: a simulation of
    /// its own, with its own tasks, faults and journal, for tests that run in
    /// parallel. It begins as the server did, at first use.
    ///
    /// Requests with the header `x-mock-session: NAME` are in it. Dropping the
    /// last handle of any session ends the server with all of them.
    ///
    /// ```
    /// use grok_video_mock::{MockServer, Script};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let server = MockServer::start().await;
    /// let other = server.session("worker-2");
    /// other.plant("video_1", "grok_video3", Script::manual());
    /// assert_eq!(other.counts().total(), 0);
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// Panics unless `name` has 1 to 64 letters, digits, `.`, `_` and `-`.
    /// Each use panics while there are 1024 other sessions.
    #[must_use]
    #[track_caller]
    pub fn session(&self, name: &str) -> Self {
        Self {
            running: Arc::clone(&self.running),
            session: valid(SessionName::parse(name)),
        }
    }

    /// Returns the URL of the page that shows the simulation and steers it;
    /// the admin API lies under it: `http://127.0.0.1:PORT/__mock/`.
    #[must_use]
    pub fn admin_url(&self) -> String {
        let origin = self.running.addr.map(origin);
        format!("{}/__mock/", origin.as_deref().unwrap_or(IN_MEMORY))
    }

    /// Returns the token that the admin API asks for, if it does: see
    /// [`Builder::admin_token`].
    #[must_use]
    pub fn admin_token(&self) -> Option<&str> {
        self.running.state.guard().token()
    }

    /// Returns the address that the server listens on.
    ///
    /// # Panics
    ///
    /// Panics if it runs in memory, where there is none.
    #[must_use]
    #[track_caller]
    pub fn addr(&self) -> SocketAddr {
        match self.running.addr {
            Some(addr) => addr,
            None => panic!("a server in memory has no address"),
        }
    }

    /// Returns the seed of the server's randomness.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.with(|simulation, _| simulation.world.seed())
    }

    /// Returns the virtual time since the start.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.with(|_, now| now)
    }

    /// Shuts the server down gracefully: the port refuses connections from
    /// the first poll on, requests that are being read or answered are
    /// answered, and all connections are ended. Delays, drips and stalls end
    /// at once.
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
        self.running.state.close();
        self.running.door.close();
        self.running.door.wait_until_over().await;
    }

    #[track_caller]
    fn with<T>(&self, step: impl FnOnce(&mut Simulation, Duration) -> T) -> T {
        self.with_session(|session, now| step(&mut session.simulation, now))
    }

    #[track_caller]
    fn with_session<T>(&self, step: impl FnOnce(&mut Session, Duration) -> T) -> T {
        match self.running.state.with(&self.session, step) {
            Ok(value) => value,
            Err(refused) => panic!("session {}: {refused}", self.session),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.door.slam();
        drop(self.acceptor.take());
        drop(self.thread.take());
        if self.allows_unexpected || std::thread::panicking() {
            return;
        }
        let report = self.state.with_all(|sessions, _| {
            let reports = sessions.iter().filter_map(|(name, session)| {
                let report = inspect::unexpected(&session.simulation)?;
                Some(match name.is_default() {
                    true => report,
                    false => format!("In session {name}: {report}"),
                })
            });
            reports.collect::<Vec<String>>().join("\n")
        });
        if !report.is_empty() {
            panic!("{}", Failed(&report));
        }
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
