//! A call that ends when its time is up.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use tokio::time::{Instant, sleep_until};

use crate::net::seen;
use crate::{Error, ErrorKind, Phase, Timeouts};

/// Runs `call`, which sets `has_head` when the head of the answer has come, within the timeouts.
///
/// One timer serves for both limits: the head's, and once that has passed the whole call's.
pub(super) async fn timed<T>(
    timeouts: Timeouts,
    has_head: &AtomicBool,
    mut call: Pin<&mut impl Future<Output = Result<T, Error>>>,
) -> Result<T, Error> {
    let start = Instant::now();
    let end = start + seen(timeouts.total);
    let mut timer = pin!(sleep_until(end.min(start + seen(timeouts.head))));
    poll_fn(|context| {
        if let Poll::Ready(done) = call.as_mut().poll(context) {
            return Poll::Ready(done);
        }
        while timer.as_mut().poll(context).is_ready() {
            if timer.deadline() >= end {
                return Poll::Ready(Err(too_slow(Phase::Total, timeouts)));
            }
            if !has_head.load(Ordering::Relaxed) {
                return Poll::Ready(Err(too_slow(Phase::Head, timeouts)));
            }
            timer.as_mut().reset(end);
        }
        Poll::Pending
    })
    .await
}

fn too_slow(phase: Phase, timeouts: Timeouts) -> Error {
    let detail = match phase {
        Phase::Head => format!("no answer began within {:?}", timeouts.head),
        _ => format!("no whole answer came within {:?}", timeouts.total),
    };
    Error::new(ErrorKind::Timeout(phase), detail)
}
