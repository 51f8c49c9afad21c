//! How long things may take.

use std::time::Duration;

/// Holds how long a call to the service may take.
///
/// | what | default |
/// | --- | --- |
/// | `connect`: name look-up, TCP and TLS together | 10 s |
/// | `head`: from the start of the call to the head of the answer | 30 s |
/// | `total`: the whole call | 60 s |
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// Name look-up, TCP and TLS together.
    pub connect: Duration,
    /// From the start of the call to the head of the answer.
    pub head: Duration,
    /// The whole call.
    pub total: Duration,
}

impl Timeouts {
    /// Returns the timeouts with another `connect`.
    #[must_use]
    pub fn with_connect(self, connect: Duration) -> Self {
        Self { connect, ..self }
    }

    /// Returns the timeouts with another `head`.
    #[must_use]
    pub fn with_head(self, head: Duration) -> Self {
        Self { head, ..self }
    }

    /// Returns the timeouts with another `total`.
    #[must_use]
    pub fn with_total(self, total: Duration) -> Self {
        Self { total, ..self }
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            head: Duration::from_secs(30),
            total: Duration::from_secs(60),
        }
    }
}
