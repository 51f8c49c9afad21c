//! Whether a request goes on.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use object_store::client::{HttpError, HttpRequestBody};
use tokio::time::{Instant, timeout_at};

use super::IDLE;

/// Knows when a request last went on.
#[derive(Debug, Clone)]
pub(super) struct Pace(Arc<Mutex<Instant>>);

impl Pace {
    pub(super) fn begin() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }

    fn note(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn end(&self) -> Instant {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) + IDLE
    }

    /// Waits for `call`, unless nothing goes on for too long.
    pub(super) async fn keep<T>(&self, call: impl Future<Output = T>) -> Option<T> {
        let mut call = pin!(call);
        loop {
            let end = self.end();
            match timeout_at(end, &mut call).await {
                Ok(done) => return Some(done),
                Err(_) if self.end() > end => {}
                Err(_) => return None,
            }
        }
    }
}

/// A body of which each piece that is taken tells that the request goes on.
#[derive(Debug)]
pub(super) struct Paced {
    body: HttpRequestBody,
    pace: Pace,
}

impl Paced {
    pub(super) fn new(body: HttpRequestBody, pace: Pace) -> Self {
        Self { body, pace }
    }
}

impl Body for Paced {
    type Data = Bytes;
    type Error = HttpError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, HttpError>>> {
        self.pace.note();
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
