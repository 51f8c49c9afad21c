//! Where a worker can be asked whether it is well.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use grok_video::Meter;
use hyper::body::Incoming;
use hyper::header::CONTENT_TYPE;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use crate::failure::Failure;

/// How long ago the ledger may have answered for the worker to be ready.
const FRESH: Duration = Duration::from_secs(30);
/// How long a question and its answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many are answered at a time.
const MOST: usize = 32;
/// The pause after a connection could not be taken, as for want of descriptors.
const PAUSE: Duration = Duration::from_millis(100);

/// The text format of Prometheus.
const PROMETHEUS: &str = "text/plain; version=0.0.4; charset=utf-8";
const PLAIN: &str = "text/plain; charset=utf-8";

/// Listens for questions over HTTP.
#[derive(Debug)]
pub(crate) struct Listener {
    listener: TcpListener,
    address: SocketAddr,
}

impl Listener {
    /// Begins to listen; port 0 takes any that is free.
    pub(crate) async fn bind(address: SocketAddr) -> Result<Self, Failure> {
        let refused = |error: io::Error| {
            Failure::usage(&format!(
                "--listen {address}: {error}; choose another address or port"
            ))
        };
        let listener = TcpListener::bind(address).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        Ok(Self { listener, address })
    }

    /// Returns where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until it is dropped.
    pub(crate) async fn serve(self, meter: Meter) {
        let room = Arc::new(Semaphore::new(MOST));
        loop {
            let Ok(room) = room.clone().acquire_owned().await else {
                return;
            };
            let Ok((stream, _)) = self.listener.accept().await else {
                sleep(PAUSE).await;
                continue;
            };
            let meter = meter.clone();
            tokio::spawn(async move {
                let service = service_fn(move |request: Request<Incoming>| {
                    let answer = answer(request.method(), request.uri().path(), &meter);
                    async { Ok::<_, Infallible>(answer) }
                });
                let serving = http1::Builder::new()
                    .keep_alive(false)
                    .serve_connection(TokioIo::new(stream), service);
                // Who asks and goes away, or never asks, is nobody's loss.
                let _ = timeout(PATIENCE, serving).await;
                drop(room);
            });
        }
    }
}

/// Answers a question.
fn answer(method: &Method, path: &str, meter: &Meter) -> Response<String> {
    let (status, kind, text) = match path {
        _ if method != Method::GET && method != Method::HEAD => (
            StatusCode::METHOD_NOT_ALLOWED,
            PLAIN,
            "ask by GET\n".to_owned(),
        ),
        "/healthz" => (StatusCode::OK, PLAIN, "the process is alive\n".to_owned()),
        "/readyz" if meter.is_ready(FRESH) => (
            StatusCode::OK,
            PLAIN,
            "the ledger answers, and all sessions live\n".to_owned(),
        ),
        "/readyz" => (
            StatusCode::SERVICE_UNAVAILABLE,
            PLAIN,
            "the ledger has not answered for 30 s, or a session is lost; it is tried again\n"
                .to_owned(),
        ),
        "/metrics" => (StatusCode::OK, PROMETHEUS, meter.figures().to_prometheus()),
        _ => (
            StatusCode::NOT_FOUND,
            PLAIN,
            "ask for /healthz, /readyz or /metrics\n".to_owned(),
        ),
    };
    let mut response = Response::new(text);
    *response.status_mut() = status;
    let kind = hyper::header::HeaderValue::from_static(kind);
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}
