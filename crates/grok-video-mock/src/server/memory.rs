use std::future::{Ready, ready};
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, ready};

use http::Uri;
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf};
use tower_service::Service;

use super::connection;
use super::door::Door;
use super::state::State;
use super::wire::Fate;
use crate::router::Caller;

/// How many bytes each direction of a connection holds until they are read.
const CAPACITY: usize = 64 * 1024;

/// Connects a client to a server in memory: no socket, no port, no system call.
///
/// [`connect`](Self::connect) makes a stream for any client on tokio's traits.
/// For clients on hyper it is a connector too, a [`Service`] from any URI to a
/// stream on hyper's traits, as `hyper_util::client::legacy::Client` takes it.
///
/// A clone connects to the same server. It does not keep the server alive.
#[derive(Debug, Clone)]
pub struct Connector {
    door: Weak<Door>,
    state: Weak<State>,
}

impl Connector {
    pub(super) fn new(door: &Arc<Door>, state: &Arc<State>) -> Self {
        Self {
            door: Arc::downgrade(door),
            state: Arc::downgrade(state),
        }
    }

    /// Opens a connection.
    ///
    /// # Errors
    ///
    /// Fails with [`ConnectionRefused`](io::ErrorKind::ConnectionRefused) once
    /// the server is dropped or shutting down.
    pub fn connect(&self) -> io::Result<MemoryStream> {
        let refused = || io::Error::from(io::ErrorKind::ConnectionRefused);
        let door = self.door.upgrade().ok_or_else(refused)?;
        let state = self.state.upgrade().ok_or_else(refused)?;
        let (inner, far) = tokio::io::duplex(CAPACITY);
        let fate = Arc::new(Fate::default());
        let stream = MemoryStream {
            inner,
            fate: Arc::clone(&fate),
        };
        let is_open =
            door.admit(|watcher| connection::serve(far, fate, Caller::SameProcess, state, watcher));
        if is_open { Ok(stream) } else { Err(refused()) }
    }
}

impl Service<Uri> for Connector {
    type Response = TokioIo<MemoryStream>;
    type Error = io::Error;
    type Future = Ready<io::Result<TokioIo<MemoryStream>>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    /// Connects, whatever the URI is.
    fn call(&mut self, _: Uri) -> Self::Future {
        ready(self.connect().map(TokioIo::new))
    }
}

/// A client's end of a connection in memory.
#[derive(Debug)]
pub struct MemoryStream {
    inner: DuplexStream,
    fate: Arc<Fate>,
}

impl AsyncRead for MemoryStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let n_before = buffer.filled().len();
        ready!(Pin::new(&mut self.inner).poll_read(context, buffer))?;
        let is_end = buffer.filled().len() == n_before && buffer.remaining() > 0;
        if is_end && self.fate.is_reset() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for MemoryStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match ready!(Pin::new(&mut self.inner).poll_write(context, bytes)) {
            Err(_) if self.fate.is_reset() => {
                Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
            }
            written => Poll::Ready(written),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

impl Connection for MemoryStream {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}
