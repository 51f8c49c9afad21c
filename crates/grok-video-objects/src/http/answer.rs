//! What a store answers, as it comes.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use object_store::client::{HttpError, HttpErrorKind};
use tokio::time::{Instant, Sleep, sleep};

use super::{IDLE, Work, failed};

/// The most that an answer may hold which is no object, in bytes.
const LARGEST_ERROR: u64 = 1024 * 1024;

/// A body that fails where nothing comes for too long, and takes its connection down when it is dropped.
#[derive(Debug)]
pub(super) struct Answer {
    body: Incoming,
    idle: Pin<Box<Sleep>>,
    left: u64,
    _work: Work,
}

impl Answer {
    pub(super) fn new(body: Incoming, work: Work, is_success: bool) -> Self {
        Self {
            body,
            idle: Box::pin(sleep(IDLE)),
            left: if is_success { u64::MAX } else { LARGEST_ERROR },
            _work: work,
        }
    }
}

impl Body for Answer {
    type Data = Bytes;
    type Error = HttpError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, HttpError>>> {
        let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) else {
            ready!(self.idle.as_mut().poll(cx));
            let error = failed(HttpErrorKind::Timeout, "nothing came for a minute");
            return Poll::Ready(Some(Err(error)));
        };
        self.idle.as_mut().reset(Instant::now() + IDLE);
        let n_bytes = match &frame {
            Some(Ok(frame)) => frame.data_ref().map_or(0, Buf::remaining) as u64,
            _ => 0,
        };
        match self.left.checked_sub(n_bytes) {
            Some(left) => self.left = left,
            None => {
                let error = failed(HttpErrorKind::Decode, "the answer has no end");
                return Poll::Ready(Some(Err(error)));
            }
        }
        let broken = |error| HttpError::new(HttpErrorKind::Interrupted, error);
        Poll::Ready(frame.map(|frame| frame.map_err(broken)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
