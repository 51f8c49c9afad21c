use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::Watcher;
use tokio::net::TcpStream;

use super::state::State;
use crate::router::{BODY_CAP, Call};

/// Serves one connection until it is over or `watcher` asks for its end.
pub(super) async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    state: Arc<State>,
    watcher: Watcher,
) {
    // Without it answers come late, but they come.
    let _ = stream.set_nodelay(true);
    let is_local = peer.ip().to_canonical().is_loopback();
    let service = service_fn(move |request| answer(Arc::clone(&state), request, is_local));
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    // That a client went away or spoke no HTTP is its own affair.
    let _ = watcher.watch(connection).await;
}

async fn answer(
    state: Arc<State>,
    request: Request<Incoming>,
    is_local: bool,
) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let (head, body) = request.into_parts();
    let body = read(body).await?;
    Ok(state
        .answer(&Call::new(&head, &body, is_local))
        .map(Full::new))
}

/// Reads a body to its end, or until there is more of it than is allowed,
/// which the router then sees.
async fn read(mut body: Incoming) -> Result<Vec<u8>, hyper::Error> {
    let mut bytes = Vec::new();
    while bytes.len() <= BODY_CAP {
        let Some(frame) = body.frame().await else {
            break;
        };
        if let Ok(data) = frame?.into_data() {
            bytes.extend_from_slice(&data);
        }
    }
    Ok(bytes)
}
