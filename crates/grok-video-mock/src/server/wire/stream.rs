use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf};
use tokio::net::TcpStream;

use super::Fate;

/// A transport that can be dropped so that its peer sees a reset.
pub(in crate::server) trait Reset:
    AsyncRead + AsyncWrite + Unpin + Send + 'static
{
    /// Lets the drop of this value be a reset.
    fn reset_on_drop(&self);
}

impl Reset for TcpStream {
    fn reset_on_drop(&self) {
        // Without it the connection ends all the same, if politely.
        let _ = self.set_zero_linger();
    }
}

impl Reset for DuplexStream {
    /// Does nothing: the other end looks at the connection's fate by itself.
    fn reset_on_drop(&self) {}
}

/// The server's end of a connection, which meets its fate.
#[derive(Debug)]
pub(in crate::server) struct WireStream<S: Reset> {
    inner: S,
    fate: Arc<Fate>,
}

impl<S: Reset> WireStream<S> {
    pub(in crate::server) fn new(inner: S, fate: Arc<Fate>) -> Self {
        Self { inner, fate }
    }
}

impl<S: Reset> Drop for WireStream<S> {
    fn drop(&mut self) {
        if self.fate.is_reset() {
            self.inner.reset_on_drop();
        }
    }
}

impl<S: Reset> AsyncRead for WireStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, buffer)
    }
}

impl<S: Reset> AsyncWrite for WireStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.inner).poll_flush(context))?;
        self.fate.flushed();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.fate.is_reset() {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.inner).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }
}
