//! An answer's body, and the way of its connection back to the pool.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;

use super::error::NetError;
use super::pool::{Pool, Sender};

/// Carries an answer's body; read to its end, its connection waits for the next request.
///
/// Dropped before, the connection is closed: nobody gets the rest of another's answer.
#[derive(Debug)]
pub struct ResponseBody {
    inner: Incoming,
    lease: Option<Lease>,
}

/// Holds a connection that is to go back to its pool.
#[derive(Debug)]
pub(super) struct Lease {
    pub(super) pool: Arc<Pool>,
    pub(super) sender: Sender,
}

impl ResponseBody {
    /// Makes a body whose connection ends with it.
    pub(super) fn new(inner: Incoming) -> Self {
        Self { inner, lease: None }
    }

    /// Makes a body whose connection goes back when it has been read.
    pub(super) fn leased(inner: Incoming, lease: Lease) -> Self {
        let mut body = Self {
            inner,
            lease: Some(lease),
        };
        if body.inner.is_end_stream() {
            body.give_back();
        }
        body
    }

    fn give_back(&mut self) {
        if let Some(Lease { pool, sender }) = self.lease.take()
            && !sender.is_closed()
        {
            pool.put(sender);
        }
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = NetError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, NetError>>> {
        let frame = ready!(Pin::new(&mut self.inner).poll_frame(context));
        match &frame {
            // A body that broke leaves a connection that nobody can use.
            Some(Err(_)) => self.lease = None,
            None => self.give_back(),
            Some(Ok(_)) if self.inner.is_end_stream() => self.give_back(),
            Some(Ok(_)) => {}
        }
        Poll::Ready(frame.map(|frame| frame.map_err(NetError::cut)))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
