//! An answer's body, and what becomes of its connection.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;

use super::error::NetError;
use super::link::Link;
use super::pool::Pool;

/// Carries an answer's body; read to its end, its connection may wait for the next request.
///
/// Dropped before, the connection is closed: nobody gets the rest of another's answer.
#[derive(Debug)]
pub struct ResponseBody {
    inner: Incoming,
    /// The connection, as long as the body needs it.
    link: Option<Link>,
    /// Where the connection waits afterwards; without one it is closed.
    pool: Option<Arc<Pool>>,
}

impl ResponseBody {
    /// Makes a body over a connection that is somebody else's.
    pub(super) fn new(inner: Incoming) -> Self {
        Self {
            inner,
            link: None,
            pool: None,
        }
    }

    /// Makes a body over a connection that is closed when it has been read.
    pub(crate) fn closing(inner: Incoming, link: Link) -> Self {
        Self::over(inner, link, None)
    }

    /// Makes a body over a connection that goes to `pool` when it has been read.
    pub(super) fn pooled(inner: Incoming, link: Link, pool: Arc<Pool>) -> Self {
        Self::over(inner, link, Some(pool))
    }

    fn over(inner: Incoming, link: Link, pool: Option<Arc<Pool>>) -> Self {
        let mut body = Self {
            inner,
            link: Some(link),
            pool,
        };
        if body.inner.is_end_stream() {
            body.let_go();
        }
        body
    }

    fn let_go(&mut self) {
        if let (Some(link), Some(pool)) = (self.link.take(), self.pool.take())
            && !link.is_closed()
        {
            pool.put(link);
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
            Some(Err(_)) => self.link = None,
            None => self.let_go(),
            Some(Ok(_)) if self.inner.is_end_stream() => self.let_go(),
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
