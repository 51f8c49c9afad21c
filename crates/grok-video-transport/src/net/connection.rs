//! A connection with or without TLS.

use std::fmt;
use std::io::{self, IoSlice};
use std::net::IpAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

/// Carries bytes in the clear or through TLS.
pub struct Connection(Stream);

enum Stream {
    Plain(TokioIo<TcpStream>),
    Tls(Box<TokioIo<TlsStream<TcpStream>>>),
}

impl Connection {
    pub(super) fn plain(tcp: TcpStream) -> Self {
        Self(Stream::Plain(TokioIo::new(tcp)))
    }

    pub(super) fn tls(tls: TlsStream<TcpStream>) -> Self {
        Self(Stream::Tls(Box::new(TokioIo::new(tls))))
    }

    /// Returns the address at the other end.
    ///
    /// # Errors
    /// When the connection has no other end any more.
    pub fn peer(&self) -> io::Result<IpAddr> {
        let tcp = match &self.0 {
            Stream::Plain(tcp) => tcp.inner(),
            Stream::Tls(tls) => tls.inner().get_ref().0,
        };
        Ok(tcp.peer_addr()?.ip())
    }
}

macro_rules! each {
    ($connection:expr, $inner:ident => $call:expr) => {
        match &mut $connection.get_mut().0 {
            Stream::Plain($inner) => $call,
            Stream::Tls($inner) => $call,
        }
    };
}

impl Read for Connection {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        each!(self, inner => Pin::new(inner).poll_read(context, buffer))
    }
}

impl Write for Connection {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        each!(self, inner => Pin::new(inner).poll_write(context, bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        each!(self, inner => Pin::new(inner).poll_write_vectored(context, slices))
    }

    fn is_write_vectored(&self) -> bool {
        match &self.0 {
            Stream::Plain(inner) => inner.is_write_vectored(),
            Stream::Tls(inner) => inner.is_write_vectored(),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        each!(self, inner => Pin::new(inner).poll_flush(context))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        each!(self, inner => Pin::new(inner).poll_shutdown(context))
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Stream::Plain(_) => "Connection(plain)",
            Stream::Tls(_) => "Connection(tls)",
        })
    }
}
