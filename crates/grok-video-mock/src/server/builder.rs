use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::SystemTime;

use tokio::net::TcpListener;

use super::acceptor::Acceptor;
use super::clock::Clock;
use super::door::Door;
use super::memory::Connector;
use super::own_thread::OwnThread;
use super::state::State;
use super::{IN_MEMORY, MockServer, Running, origin};
use crate::admin::{Guard, secret};
use crate::pace::{InvalidTimeScale, Pace, TimeScale};
use crate::router::{InvalidPrefix, Keys, Prefix, Router};
use crate::scenario::Scenario;
use crate::session::Sessions;
use crate::template::Template;
use crate::world::{RateLimit, Script};

/// A mock server before its start.
///
/// | setting | default |
/// | --- | --- |
/// | [`listen`](Self::listen) | `127.0.0.1:0`: loopback, any free port |
/// | [`prefix`](Self::prefix) | `/kyyReactApiServer` |
/// | [`key`](Self::key) | none: any Bearer token that is not empty |
/// | [`time_scale`](Self::time_scale) | 1: the clock of the runtime |
/// | [`seed`](Self::seed) | 0 |
/// | [`epoch`](Self::epoch) | the system's time at the start |
/// | [`script`](Self::script) | drawn for each task: minutes, as the service takes |
/// | [`rate_limit`](Self::rate_limit) | none |
/// | [`balance`](Self::balance) and [`price`](Self::price) | none: tasks cost nothing; 1 |
/// | [`admin_token`](Self::admin_token) | none on loopback; else one is made up |
/// | [`allow_unexpected`](Self::allow_unexpected) | off: unexpected requests fail the test |
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until it is started"]
pub struct Builder {
    listen: SocketAddr,
    prefix: Result<Prefix, InvalidPrefix>,
    keys: Keys,
    pace: Result<Pace, InvalidTimeScale>,
    template: Template,
    /// Whether the template's epoch was chosen; else it is the time of the start.
    has_epoch: bool,
    admin_token: Option<AdminToken>,
    allows_unexpected: bool,
}

/// A secret, which is not shown.
#[derive(Clone)]
struct AdminToken(String);

impl fmt::Debug for AdminToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AdminToken")
    }
}

impl Builder {
    pub(super) fn new() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            prefix: Ok(Prefix::default()),
            keys: Keys::default(),
            pace: Ok(Pace::Scaled(TimeScale::default())),
            template: Template::plain(0, 0),
            has_epoch: false,
            admin_token: None,
            allows_unexpected: false,
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
        self.pace = TimeScale::new(scale).map(Pace::Scaled);
        self
    }

    /// Lets virtual time stand still but for
    /// [`advance`](MockServer::advance).
    pub fn manual_clock(mut self) -> Self {
        self.pace = Ok(Pace::Manual);
        self
    }

    /// Sets the seed of all randomness: ids, signatures and drawn scripts.
    pub fn seed(mut self, seed: u64) -> Self {
        self.template.seed = seed;
        self
    }

    /// Sets the Unix time, in seconds, at virtual time zero: what `created`
    /// counts from.
    pub fn epoch(mut self, unix_seconds: u64) -> Self {
        self.template.epoch = unix_seconds;
        self.has_epoch = true;
        self
    }

    /// Sets the script of every task that is created by request. A directive
    /// in a prompt still has the last word.
    pub fn script(mut self, script: Script) -> Self {
        self.template.script = Some(script);
        self
    }

    /// Sets how often each key may query.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.template.rate_limit = Some(limit);
        self
    }

    /// Sets what `key` has to pay for tasks with; a create that costs more is
    /// answered with 402. It does not make `key` an [accepted](Self::key) one.
    pub fn balance(mut self, key: impl Into<String>, balance: u64) -> Self {
        self.template.balances.push((key.into(), balance));
        self
    }

    /// Sets what a task costs the keys that have a balance.
    pub fn price(mut self, price: u64) -> Self {
        self.template.price = price;
        self
    }

    /// Sets what a scenario says, and leaves the rest as it is; settings that
    /// are made later have the last word.
    pub fn scenario(mut self, scenario: Scenario) -> Self {
        if let Some(prefix) = &scenario.prefix {
            self.prefix = Ok(prefix.clone());
        }
        if let Some(pace) = scenario.pace {
            self.pace = Ok(pace);
        }
        for key in &scenario.keys {
            self.keys.add(key.clone());
        }
        self.has_epoch |= scenario.epoch.is_some();
        self.template = scenario.onto(self.template);
        self
    }

    /// Sets the token that the admin API asks for.
    ///
    /// On loopback it asks for none, unless there is one. A server that others
    /// can reach makes one up, which [`MockServer::admin_token`] tells.
    pub fn admin_token(mut self, token: impl Into<String>) -> Self {
        self.admin_token = Some(AdminToken(token.into()));
        self
    }

    /// Tells whether a token was chosen, and none has to be made up.
    #[cfg(feature = "program")]
    pub(crate) fn has_admin_token(&self) -> bool {
        self.admin_token.is_some()
    }

    /// Lets the server end without a panic after unexpected requests: see
    /// [`take_unexpected`](MockServer::take_unexpected).
    pub fn allow_unexpected(mut self) -> Self {
        self.allows_unexpected = true;
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
    /// use grok_video_mock::{MockServer, Script};
    ///
    /// # fn main() -> std::io::Result<()> {
    /// let server = MockServer::builder().start_on_thread()?;
    /// server.plant("video_1", "grok_video3", Script::manual());
    /// let mut stream = TcpStream::connect(server.addr())?;
    /// stream.write_all(
    ///     b"GET /kyyReactApiServer/v1/result/video_1 HTTP/1.1\r\nHost: mock\r\n\
    ///       Authorization: Bearer any\r\nConnection: close\r\n\r\n",
    /// )?;
    /// let mut answer = String::new();
    /// stream.read_to_string(&mut answer)?;
    /// assert!(answer.contains(r#""status":"queued""#));
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

    /// Starts the server in memory, in the current tokio runtime, whose clock
    /// it follows: see [`MockServer::start_in_memory`].
    ///
    /// # Errors
    ///
    /// Fails with [`InvalidInput`](io::ErrorKind::InvalidInput) as
    /// [`start`](Self::start) does.
    ///
    /// # Panics
    ///
    /// Panics outside a tokio runtime.
    pub async fn start_in_memory(self) -> io::Result<(MockServer, Connector)> {
        let allows_unexpected = self.allows_unexpected;
        let state = self.simulate(None)?;
        let door = Arc::new(Door::open(None));
        let connector = Connector::new(&door, &state);
        let server = MockServer::new(Running {
            door,
            acceptor: None,
            thread: None,
            addr: None,
            state,
            allows_unexpected,
        });
        Ok((server, connector))
    }

    /// Binds, and spawns the accepting task on the current runtime.
    fn launch(self) -> io::Result<Running> {
        let listener = std::net::TcpListener::bind(self.listen)?;
        listener.set_nonblocking(true)?;
        let listener = TcpListener::from_std(listener)?;
        let addr = listener.local_addr()?;

        let allows_unexpected = self.allows_unexpected;
        let state = self.simulate(Some(addr))?;
        let (door, acceptor) = Acceptor::spawn(listener, Arc::clone(&state));
        Ok(Running {
            door,
            acceptor: Some(acceptor),
            thread: None,
            addr: Some(addr),
            state,
            allows_unexpected,
        })
    }

    /// Begins the simulation, with a clock on the current runtime.
    fn simulate(mut self, addr: Option<SocketAddr>) -> io::Result<Arc<State>> {
        let prefix = self.prefix.map_err(invalid_input)?;
        let pace = self.pace.map_err(invalid_input)?;
        if !self.has_epoch {
            self.template.epoch = unix_time();
        }
        let token = match self.admin_token {
            Some(AdminToken(token)) => Some(token),
            None if addr.is_none_or(|addr| addr.ip().is_loopback()) => None,
            None => Some(secret()?),
        };
        let origin = addr.map_or_else(|| IN_MEMORY.to_owned(), origin);
        let has_any_name = addr.is_some_and(|addr| addr.ip().is_unspecified());
        let router = Router::new(prefix, self.keys, origin, has_any_name);
        let clock = Clock::start(pace);
        let sessions = Sessions::new(self.template, router, token.clone(), clock.now());
        Ok(Arc::new(State::new(clock, Guard::new(token), sessions)))
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
