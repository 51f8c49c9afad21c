//! A connection that requests go over, with the task that does its work.

use std::fmt;
use std::future::Future;

use http::{Request, Response};
use hyper::body::Incoming;
use hyper::client::conn::TrySendError;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::rt::{Read, Write};
use tokio::runtime::Handle;
use tokio::task::AbortHandle;

use super::error::NetError;
use crate::RequestBody;

/// Sends requests one after the other.
///
/// Dropped while a request is under way, it takes the connection down at once: hyper alone would
/// first send what it has buffered of it, which may be a create that nobody waits for any more.
pub(crate) struct Link(Box<Inner>);

/// Boxed, as it goes from hand to hand with every request.
struct Inner {
    sender: SendRequest<RequestBody>,
    work: AbortHandle,
    /// Does the connection's work: on another runtime it might stand still.
    runtime: Handle,
    is_busy: bool,
}

impl Link {
    /// Begins HTTP/1.1 on a connection, whose work a task of its own does until it is closed.
    pub(crate) async fn begin<T>(io: T) -> Result<Self, NetError>
    where
        T: Read + Write + Unpin + Send + 'static,
    {
        let (sender, connection) = http1::handshake(io).await.map_err(NetError::unsent)?;
        let runtime = Handle::current();
        let work = runtime.spawn(async move {
            // Whatever goes wrong shows at the request; a connection at rest may simply end.
            let _ = connection.await;
        });
        Ok(Self(Box::new(Inner {
            sender,
            work: work.abort_handle(),
            runtime,
            is_busy: false,
        })))
    }

    /// Sends a request in the origin form, or hands it back when surely none of it was sent.
    pub(crate) fn send(
        &mut self,
        request: Request<RequestBody>,
    ) -> impl Future<Output = Result<Response<Incoming>, TrySendError<Request<RequestBody>>>> + use<>
    {
        self.0.is_busy = true;
        self.0.sender.try_send_request(request)
    }

    /// Waits until a next request can be sent; `false` when the connection is gone.
    pub(super) async fn is_ready(&mut self) -> bool {
        self.0.sender.ready().await.is_ok()
    }

    /// Lets the connection rest: the answer has been read to its end.
    pub(super) fn rest(&mut self) {
        self.0.is_busy = false;
    }

    pub(super) fn runtime(&self) -> &Handle {
        &self.0.runtime
    }

    pub(super) fn is_closed(&self) -> bool {
        self.0.sender.is_closed()
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        if self.0.is_busy {
            self.0.work.abort();
        }
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link")
            .field("is_busy", &self.0.is_busy)
            .finish_non_exhaustive()
    }
}
