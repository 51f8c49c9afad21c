use std::error::Error;
use std::sync::Arc;

use http::header::{CONNECTION, HeaderValue};
use http::{Request, Response};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::Watcher;

use super::state::State;
use super::wire::{Cut, Fate, Reset, WireBody, WireStream};
use crate::fault::WireFault;
use crate::router::{BODY_CAP, Call, Caller};

/// Serves one connection until it is over or `watcher` asks for its end.
pub(super) async fn serve<S: Reset>(
    stream: S,
    fate: Arc<Fate>,
    caller: Caller,
    state: Arc<State>,
    watcher: Watcher,
) {
    let stream = WireStream::new(stream, Arc::clone(&fate));
    let service =
        service_fn(move |request| answer(Arc::clone(&state), Arc::clone(&fate), request, caller));
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    // That a client went away or spoke no HTTP is its own affair.
    let _ = watcher.watch(connection).await;
}

async fn answer(
    state: Arc<State>,
    fate: Arc<Fate>,
    request: Request<Incoming>,
    caller: Caller,
) -> Result<Response<WireBody>, Box<dyn Error + Send + Sync>> {
    let (head, body) = request.into_parts();
    let body = read(body).await?;
    let answer = state.answer(&Call::new(&head, &body, caller)).await;
    state.pause(answer.delay).await;
    let Some(fault) = answer.wire else {
        return Ok(answer.response.map(WireBody::whole));
    };
    match fault {
        WireFault::Reset => {
            fate.reset();
            return Err(Cut.into());
        }
        WireFault::End => return Err(Cut.into()),
        WireFault::Stall => {
            state.closed().await;
            return Err(Cut.into());
        }
        WireFault::EndAfter(_)
        | WireFault::ResetAfter(_)
        | WireFault::StallAfter(_)
        | WireFault::Drip { .. } => {}
    }
    let mut response = answer
        .response
        .map(|bytes| WireBody::faulty(bytes, fault, &state, &fate));
    if matches!(fault, WireFault::EndAfter(_) | WireFault::ResetAfter(_)) {
        // Also where the whole body comes through.
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(CONNECTION, close);
    }
    Ok(response)
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
