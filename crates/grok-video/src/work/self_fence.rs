//! Until when a worker may believe that it holds what it holds.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use grok_video_ledger::{Life, Session};
use tokio::time::Instant;

/// Reckons a session's end from this side, on a monotonic clock, and always before the ledger does.
#[derive(Debug)]
pub(super) struct SelfFence {
    ttl: Duration,
    until: Mutex<Until>,
}

#[derive(Debug, Clone, Copy)]
enum Until {
    End(Instant),
    Lost,
}

impl SelfFence {
    /// Starts with a session that was asked for at `asked_at`.
    pub(super) fn new(session: Session, asked_at: Instant) -> Self {
        let ttl = session.ttl();
        let until = Mutex::new(Until::End(end(ttl, asked_at)));
        Self { ttl, until }
    }

    /// Notes what a beat that was sent at `sent_at` was answered.
    pub(super) fn note(&self, life: Life, sent_at: Instant) {
        let mut until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        *until = match (life, *until) {
            // What is over does not come back, whatever an older beat is answered.
            (_, Until::Lost) | (Life::Lost, _) => Until::Lost,
            (Life::Live, Until::End(_)) => Until::End(end(self.ttl, sent_at)),
        };
    }

    /// Tells whether a create call may be sent, or a file be published.
    pub(super) fn may_begin(&self) -> bool {
        match *self.until.lock().unwrap_or_else(PoisonError::into_inner) {
            Until::End(end) => Instant::now() < end,
            Until::Lost => false,
        }
    }

    /// Tells whether the ledger has said that the session is over.
    pub(super) fn is_lost(&self) -> bool {
        let until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        matches!(*until, Until::Lost)
    }
}

/// A quarter of the time is kept for clocks that differ and for what was begun in the last moment.
fn end(ttl: Duration, asked_at: Instant) -> Instant {
    asked_at + (ttl - ttl / 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_session_is_given_up_a_quarter_before_its_end() {
        let ttl = Duration::from_secs(40);
        let fence = SelfFence::new(Session::new(1, ttl), Instant::now());
        tokio::time::advance(Duration::from_secs(20)).await;
        fence.note(Life::Live, Instant::now() - Duration::from_secs(5));
        tokio::time::advance(Duration::from_millis(24_999)).await;
        assert!(fence.may_begin());
        tokio::time::advance(Duration::from_millis(1)).await;
        assert!(!fence.may_begin() && !fence.is_lost());
        fence.note(Life::Live, Instant::now());
        assert!(fence.may_begin());
        fence.note(Life::Lost, Instant::now());
        assert!(!fence.may_begin() && fence.is_lost());
        fence.note(Life::Live, Instant::now());
        assert!(!fence.may_begin() && fence.is_lost());
    }
}
