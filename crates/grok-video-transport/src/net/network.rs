//! The two things asked of this machine's network, so that tests can answer in its place.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;

use tokio::net::{TcpStream, lookup_host};

/// Finds addresses and reaches them.
pub(super) trait Network: fmt::Debug + Send + Sync {
    fn look_up(&self, name: &str, port: u16) -> Answer<Vec<SocketAddr>>;
    fn connect(&self, address: SocketAddr) -> Answer<TcpStream>;
}

pub(super) type Answer<T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send + Sync>>;

/// Asks the operating system.
#[derive(Debug)]
pub(super) struct System;

impl Network for System {
    fn look_up(&self, name: &str, port: u16) -> Answer<Vec<SocketAddr>> {
        let place = (name.to_owned(), port);
        Box::pin(async move { Ok(lookup_host(place).await?.collect()) })
    }

    fn connect(&self, address: SocketAddr) -> Answer<TcpStream> {
        Box::pin(TcpStream::connect(address))
    }
}
