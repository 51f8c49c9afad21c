use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::SystemTime;

use tokio::net::TcpListener;

use super::acceptor::Acceptor;
use super::clock::{Clock, InvalidTimeScale, TimeScale};
use super::own_thread::OwnThread;
use super::state::State;
use super::{MockServer, Running, origin};
use crate::router::{InvalidPrefix, Keys, Prefix, Router};
use crate::simulation::Simulation;
use crate::world::{Script, World};

/// A mock server before its start.
///
/// | setting | default |
/// | --- | --- |
/// | [`listen`](Self::listen) | `127.0.0.1:0`: loopback, any free port |
/// | [`prefix`](Self::prefix) | `/kyyReactApiServer` |
/// | [`key`](Self::key) | none: any Bearer token that is not empty |
/// | [`time_scale`](Self::time_scale) | 1 |
/// | [`seed`](Self::seed) | 0 |
/// | [`epoch`](Self::epoch) | the system's time at the start |
/// | [`script`](Self::script) | drawn for each task: minutes, as the service takes |
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until it is started"]
pub struct Builder {
    listen: SocketAddr,
    prefix: Result<Prefix, InvalidPrefix>,
    keys: Keys,
    time_scale: Result<TimeScale, InvalidTimeScale>,
    seed: u64,
    epoch: Option<u64>,
    script: Option<Script>,
}

impl Builder {
    pub(super) fn new() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            prefix: Ok(Prefix::default()),
            keys: Keys::default(),
            time_scale: Ok(TimeScale::default()),
            seed: 0,
            epoch: None,
            script: None,
        }
    }

    /// Sets the address to listen on.
    pub fn listen(mut self, addr: SocketAddr) -> Self {
        self.listen = addr;
        self
    }

    /// Sets the path that the service's API lies under; may be empty.
    pub fn prefix(mut self, prefix: &str) -> Self {
        self.prefix = prefix.parse();
        self
    }

    /// Adds a key. Once there is one, any other is answered with 401.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.keys.add(key.into());
        self
    }

    /// Sets how many virtual seconds pass in a second of the runtime's clock.
    pub fn time_scale(mut self, scale: f64) -> Self {
        self.time_scale = TimeScale::new(scale);
        self
    }

    /// Sets the seed of all randomness: ids, signatures and drawn scripts.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the Unix time, in seconds, at virtual time zero: what `created`
    /// counts from.
    pub fn epoch(mut self, unix_seconds: u64) -> Self {
        self.epoch = Some(unix_seconds);
        self
    }

    /// Sets the script of every task that is created by request. A directive
    /// in a prompt still has the last word.
    pub fn script(mut self, script: Script) -> Self {
        self.script = Some(script);
        self
    }

    /// Starts the server in the current tokio runtime, whose clock it follows.
    ///
    /// # Errors
    ///
    /// Fails if the address can't be listened on, and with
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) if the prefix is not a
    /// path or the time scale is not a finite number above 0.
    ///
    /// # Panics
    ///
    /// Panics outside a tokio runtime, or in one without I/O.
    pub async fn start(self) -> io::Result<MockServer> {
        Ok(MockServer::new(self.launch()?))
    }

    /// Starts the server on a thread and a runtime of its own, for callers
    /// that block or have no tokio. Its clock is the system's: a paused tokio
    /// clock of the caller's does not move it.
    ///
    /// ```
    /// use std::io::{Read, Write};
    /// use std::net::TcpStream;
    /// use grok_video_mock::MockServer;
    ///
    /// # fn main() -> std::io::Result<()> {
    /// let server = MockServer::builder().start_on_thread()?;
    /// let mut stream = TcpStream::connect(server.addr())?;
    /// stream.write_all(b"GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")?;
    /// let mut answer = String::new();
    /// stream.read_to_string(&mut answer)?;
    /// assert!(answer.ends_with(r#"{"message":"No handler found for GET /nowhere"}"#));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails as [`start`](Self::start) does, and if there can be no runtime
    /// or thread.
    pub fn start_on_thread(self) -> io::Result<MockServer> {
        let thread = OwnThread::start()?;
        let mut running = {
            let _inside = thread.runtime().enter();
            self.launch()?
        };
        running.thread = Some(thread);
        Ok(MockServer::new(running))
    }

    /// Binds, and spawns the accepting task on the current runtime.
    fn launch(self) -> io::Result<Running> {
        let prefix = self.prefix.map_err(invalid_input)?;
        let scale = self.time_scale.map_err(invalid_input)?;

        let listener = std::net::TcpListener::bind(self.listen)?;
        listener.set_nonblocking(true)?;
        let listener = TcpListener::from_std(listener)?;
        let addr = listener.local_addr()?;

        let world = World::new(self.seed, self.epoch.unwrap_or_else(unix_time), self.script);
        let router = Router::new(prefix, self.keys, origin(addr));
        let simulation = Simulation::new(world, router);
        let state = Arc::new(State::new(Clock::start(scale), simulation));
        let acceptor = Acceptor::spawn(listener, Arc::clone(&state));
        Ok(Running {
            addr,
            state,
            acceptor,
            thread: None,
        })
    }
}

fn invalid_input(error: impl std::error::Error + Send + Sync + 'static) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, error)
}

/// Returns the system's time in Unix seconds; 0 if it says to be before 1970.
fn unix_time() -> u64 {
    SystemTime::UNIX_EPOCH
        .elapsed()
        .map_or(0, |since| since.as_secs())
}
