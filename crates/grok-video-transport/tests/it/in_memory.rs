//! A connector of one's own: connections in memory, to a server that each test makes up.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use grok_video_transport::{ApiKey, Client, Http1};
use hyper_util::rt::TokioIo;
use tokio::io::DuplexStream;
use tower_service::Service;

use super::server::KEY;

type Serve = dyn Fn(usize, DuplexStream) + Send + Sync;

/// Connects, after a moment, to what `serve` does with the n-th connection.
#[derive(Clone)]
pub(crate) struct InMemory {
    serve: Arc<Serve>,
    n_connections: Arc<AtomicUsize>,
}

impl InMemory {
    pub(crate) fn new<F>(serve: impl Fn(usize, DuplexStream) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let spawn = move |n, stream| drop(tokio::spawn(serve(n, stream)));
        Self {
            serve: Arc::new(spawn),
            n_connections: Arc::default(),
        }
    }

    pub(crate) fn n_connections(&self) -> usize {
        self.n_connections.load(Ordering::Relaxed)
    }

    pub(crate) fn client(&self) -> Client<Http1<Self>> {
        let base = "https://relay.example.com/prefix".parse().unwrap();
        Client::builder(base, ApiKey::new(KEY).unwrap(), self.clone()).build()
    }
}

impl Service<http::Uri> for InMemory {
    type Response = TokioIo<DuplexStream>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<TokioIo<DuplexStream>>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: http::Uri) -> Self::Future {
        let Self {
            serve,
            n_connections,
        } = self.clone();
        Box::pin(async move {
            tokio::task::yield_now().await;
            let (near, far) = tokio::io::duplex(1024);
            serve(n_connections.fetch_add(1, Ordering::Relaxed), far);
            Ok(TokioIo::new(near))
        })
    }
}
