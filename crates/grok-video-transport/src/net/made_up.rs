//! A network that is made up, for tests: a name stands for what the test says, and nothing is
//! reached but what listens on this machine.

use std::future::pending;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Mutex;

use tokio::net::TcpStream;

use super::network::{Answer, Network};

/// Answers in place of the system, and keeps what was dialled.
#[derive(Debug)]
pub(crate) struct MadeUp {
    /// What every name stands for.
    addresses: Vec<IpAddr>,
    /// What listens behind every address but this machine's own; without it they refuse.
    listener: Option<SocketAddr>,
    /// The addresses at which nobody answers.
    pub(crate) silent: Vec<IpAddr>,
    dialled: Mutex<Vec<SocketAddr>>,
}

impl MadeUp {
    /// Makes a network in which every name stands for `addresses`.
    pub(crate) fn new(addresses: &[&str], listener: Option<SocketAddr>) -> Self {
        let addresses = addresses.iter().map(|text| text.parse().expect(text));
        Self {
            addresses: addresses.collect(),
            listener,
            silent: Vec::new(),
            dialled: Mutex::default(),
        }
    }

    /// Returns the addresses to which a connection was begun.
    pub(crate) fn dialled(&self) -> Vec<SocketAddr> {
        self.dialled.lock().expect("no test panics with it").clone()
    }
}

impl Network for MadeUp {
    fn look_up(&self, _: &str, port: u16) -> Answer<Vec<SocketAddr>> {
        let addresses = self.addresses.iter();
        let found = addresses.map(|ip| SocketAddr::new(*ip, port)).collect();
        Box::pin(async move { Ok(found) })
    }

    fn connect(&self, address: SocketAddr) -> Answer<TcpStream> {
        self.dialled
            .lock()
            .expect("no test panics with it")
            .push(address);
        if self.silent.contains(&address.ip()) {
            return Box::pin(pending());
        }
        let listener = if address.ip().is_loopback() {
            Some(address)
        } else {
            self.listener
        };
        match listener {
            Some(listener) => Box::pin(TcpStream::connect(listener)),
            None => Box::pin(async { Err(io::ErrorKind::ConnectionRefused.into()) }),
        }
    }
}
