use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// A listening socket and the connections that came in through it.
///
/// The socket is polled under a lock instead of being owned by the task that
/// accepts, so that anyone can close it on the spot: aborting that task would
/// leave the port open until the runtime next gets to it.
#[derive(Debug)]
pub(super) struct Door {
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// `None` once the door is closed.
    listener: Option<TcpListener>,
    /// Whoever waits for the next connection.
    waker: Option<Waker>,
    connections: JoinSet<()>,
}

impl Door {
    pub(super) fn new(listener: TcpListener) -> Self {
        let inner = Inner {
            listener: Some(listener),
            waker: None,
            connections: JoinSet::new(),
        };
        Self {
            inner: Mutex::new(inner),
        }
    }

    /// Waits for the next connection; `None` once the door is closed.
    pub(super) async fn next(&self) -> Option<io::Result<(TcpStream, SocketAddr)>> {
        poll_fn(|context| self.lock().poll_next(context)).await
    }

    /// Spawns the serving of a connection, unless the door was closed since.
    pub(super) fn admit(&self, serving: impl Future<Output = ()> + Send + 'static) {
        let mut inner = self.lock();
        if inner.listener.is_some() {
            inner.connections.spawn(serving);
        }
    }

    /// Closes the listening socket; connections go on.
    pub(super) fn close(&self) {
        let mut inner = self.lock();
        inner.listener = None;
        if let Some(waker) = inner.waker.take() {
            waker.wake();
        }
    }

    /// Closes the listening socket and ends every connection: none of them
    /// is polled again.
    pub(super) fn slam(&self) {
        self.close();
        self.lock().connections.abort_all();
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<(TcpStream, SocketAddr)>>> {
        // Let go of the connections that are over.
        while let Poll::Ready(Some(_)) = self.connections.poll_join_next(context) {}
        let Some(listener) = &self.listener else {
            return Poll::Ready(None);
        };
        let accepted = listener.poll_accept(context);
        if accepted.is_pending() {
            self.waker = Some(context.waker().clone());
        }
        accepted.map(Some)
    }
}
