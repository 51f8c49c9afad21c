use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// The way in, and the connections that came in through it.
///
/// The listening socket is polled under a lock instead of being owned by the
/// task that accepts, so that anyone can close it on the spot: aborting that
/// task would leave the port open until the runtime next gets to it.
#[derive(Debug)]
pub(super) struct Door {
    runtime: Handle,
    inner: Mutex<Inner>,
    /// Closed when the door is and all connections are over.
    over: watch::Receiver<()>,
}

struct Inner {
    /// `None` if there is none or the door is closed.
    listener: Option<TcpListener>,
    /// Whoever waits for the next connection.
    waker: Option<Waker>,
    connections: JoinSet<()>,
    /// `None` once the door is closed.
    open: Option<Open>,
}

struct Open {
    graceful: GracefulShutdown,
    running: watch::Sender<()>,
}

impl Door {
    /// Opens a door in the current runtime.
    pub(super) fn open(listener: Option<TcpListener>) -> Self {
        let (running, over) = watch::channel(());
        let inner = Inner {
            listener,
            waker: None,
            connections: JoinSet::new(),
            open: Some(Open {
                graceful: GracefulShutdown::new(),
                running,
            }),
        };
        Self {
            runtime: Handle::current(),
            inner: Mutex::new(inner),
            over,
        }
    }

    /// Waits for the next connection; `None` once the door is closed.
    pub(super) async fn next(&self) -> Option<io::Result<(TcpStream, SocketAddr)>> {
        poll_fn(|context| self.lock().poll_next(context)).await
    }

    /// Spawns the serving of a connection; tells whether the door was open.
    pub(super) fn admit<F>(&self, serving: impl FnOnce(Watcher) -> F) -> bool
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let mut inner = self.lock();
        // Let go of the connections that are over.
        while inner.connections.try_join_next().is_some() {}
        let Some(open) = &inner.open else {
            return false;
        };
        let serving = serving(open.graceful.watcher());
        inner.connections.spawn_on(serving, &self.runtime);
        true
    }

    /// Closes the door and ends each connection when it is idle.
    pub(super) fn close(&self) {
        let Some(Open { graceful, running }) = self.lock().close() else {
            return;
        };
        self.runtime.spawn(async move {
            graceful.shutdown().await;
            drop(running);
        });
    }

    /// Waits until the door is closed and every connection is over.
    pub(super) async fn wait_until_over(&self) {
        // Nothing is ever sent: this ends when the sender is gone.
        let _ = self.over.clone().changed().await;
    }

    /// Closes the door and ends every connection: none of them is polled again.
    pub(super) fn slam(&self) {
        let mut inner = self.lock();
        inner.close();
        inner.connections.abort_all();
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn close(&mut self) -> Option<Open> {
        if let Some(listener) = self.listener.take() {
            stop_listening(listener);
        }
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
        self.open.take()
    }

    fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<(TcpStream, SocketAddr)>>> {
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

/// Closes a listening socket, also where another process has it, too: one
/// that this process has forked and that has not become its program yet.
#[cfg(unix)]
fn stop_listening(listener: TcpListener) {
    use std::net::{Shutdown, TcpStream};
    use std::os::fd::OwnedFd;

    // An error leaves the socket closed here, as it would be without all this.
    if let Ok(listener) = listener.into_std() {
        let socket = TcpStream::from(OwnedFd::from(listener));
        let _ = socket.shutdown(Shutdown::Both);
    }
}

#[cfg(not(unix))]
fn stop_listening(listener: TcpListener) {
    drop(listener);
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inner")
            .field("listener", &self.listener)
            .field("n_connections", &self.connections.len())
            .field("is_open", &self.open.is_some())
            .finish_non_exhaustive()
    }
}
