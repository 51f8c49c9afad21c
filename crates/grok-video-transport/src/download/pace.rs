//! Whether a server sends fast enough.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::{DownloadError, DownloadLimits};
use crate::net::after;

/// Watches how long the server is waited for, and what comes in that time.
#[derive(Debug)]
pub(super) struct Pace {
    limits: DownloadLimits,
    end: Instant,
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
            waited: Duration::ZERO,
            n_bytes: 0,
        }
    }

    /// Waits for `next` as long as the limits allow.
    pub(super) async fn wait<F: Future>(&mut self, next: F) -> Result<F::Output, DownloadError> {
        let begin = Instant::now();
        let idle = after(self.limits.idle);
        let answer = timeout_at(idle.min(self.end), next).await;
        self.waited += begin.elapsed();
        answer.map_err(|_| {
            DownloadError::too_slow(if self.end <= idle {
                "the download took too long"
            } else {
                "the server stopped sending"
            })
        })
    }

    /// Counts what came, and judges the rate once enough time was waited.
    pub(super) fn count(&mut self, n_bytes: u64) -> Result<(), DownloadError> {
        self.n_bytes += n_bytes;
        if self.waited < Self::WINDOW {
            return Ok(());
        }
        let expected = self.limits.min_rate.saturating_mul(self.waited.as_secs());
        if self.n_bytes < expected {
            return Err(DownloadError::too_slow("the server sends too slowly"));
        }
        self.waited = Duration::ZERO;
        self.n_bytes = 0;
        Ok(())
    }
}
