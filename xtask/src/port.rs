//! A port for a program that can't choose one by itself.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

/// Returns an address of loopback that was free a moment ago.
pub(crate) fn free() -> io::Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
}
