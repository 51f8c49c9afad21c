//! Whether a server sends fast enough.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use super::{DownloadError, DownloadLimits};
use crate::Phase;
use crate::net::after;

/// Watches how long the server is waited for, and what comes in that time.
#[derive(Debug)]
pub(super) struct Pace {
    limits: DownloadLimits,
    end: Instant,
    timer: Pin<Box<Sleep>>,
    /// Since when the server is waited for, if it is.
    since: Option<Instant>,
    /// The waiting since something came.
    idle: Duration,
    /// The waiting that the rate is judged by, and what came in it.
    waited: Duration,
    n_bytes: u64,
}

impl Pace {
    /// How much waiting is judged at once: a pause within it may be made up for.
    const WINDOW: Duration = Duration::from_secs(30);

    pub(super) fn new(limits: DownloadLimits, end: Instant) -> Self {
        Self {
            limits,
            end,
            timer: Box::pin(sleep_until(end)),
            since: None,
            idle: Duration::ZERO,
            waited: Duration::ZERO,
            n_bytes: 0,
        }
    }

    /// Returns when the whole download must be over.
    pub(super) fn end(&self) -> Instant {
        self.end
    }

    /// Tells whether the time for the whole download is up.
    pub(super) fn is_over(&self) -> bool {
        Instant::now() >= self.end
    }

    /// Waits on while the server has nothing, as long as the limits allow.
    pub(super) fn poll_patience(&mut self, context: &mut Context<'_>) -> Poll<DownloadError> {
        if self.since.is_none() {
            self.since = Some(Instant::now());
            let idle = after(self.limits.idle.saturating_sub(self.idle));
            self.timer.as_mut().reset(idle.min(self.end));
        }
        self.timer.as_mut().poll(context).map(|()| {
            self.pause();
            DownloadError::too_slow(if self.is_over() {
                Phase::Total
            } else {
                Phase::Idle
            })
        })
    }

    /// Counts the waiting up to now: something came, or nobody waits any more.
    pub(super) fn pause(&mut self) {
        if let Some(since) = self.since.take() {
            // Whoever lets a wait lie longer than it may last has done something else meanwhile.
            let waited = since.elapsed().min(self.limits.idle);
            self.idle += waited;
            self.waited += waited;
        }
    }

    /// Judges a fresh connection by itself: what the one before it lacked was its own affair.
    pub(super) fn begin_anew(&mut self) {
        self.since = None;
        self.idle = Duration::ZERO;
        self.waited = Duration::ZERO;
        self.n_bytes = 0;
    }

    /// Counts what came, and judges the rate once enough time was waited.
    pub(super) fn count(&mut self, n_bytes: u64) -> Result<(), DownloadError> {
        self.idle = Duration::ZERO;
        self.n_bytes += n_bytes;
        if self.waited < Self::WINDOW {
            return Ok(());
        }
        let expected = self.limits.min_rate.saturating_mul(self.waited.as_secs());
        if self.n_bytes < expected {
            return Err(DownloadError::too_slow(Phase::Rate));
        }
        self.waited = Duration::ZERO;
        self.n_bytes = 0;
        Ok(())
    }
}
