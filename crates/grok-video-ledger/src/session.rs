//! A worker at work: what it holds is held as long as this lives.

use std::time::Duration;

/// Names the time in which one worker holds tasks.
///
/// It lives as long as each [`beat`](crate::Ledger::beat) comes within `ttl` of the one before, and is over at the
/// moment when `ttl` has passed. A worker reckons its own end on a monotonic clock, from before it sent the last beat
/// that was answered, less a quarter of `ttl`; after that it begins no create call and publishes no file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Session {
    id: u64,
    ttl: Duration,
}

impl Session {
    /// Names a session; for ledgers.
    #[must_use]
    pub const fn new(id: u64, ttl: Duration) -> Self {
        Self { id, ttl }
    }

    /// Returns the number of the session in its ledger; none comes twice.
    #[must_use]
    pub const fn id(&self) -> u64 {
        self.id
    }

    /// Returns how long the session lives after a beat.
    #[must_use]
    pub const fn ttl(&self) -> Duration {
        self.ttl
    }
}

/// Says whether a session still holds what it held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a worker whose session is lost must stop"]
pub enum Life {
    /// It lives for its whole ttl from now.
    Live,
    /// It is over, and others may hold what it held.
    Lost,
}
