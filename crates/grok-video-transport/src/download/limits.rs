//! How long and how large a download may be.

use std::time::Duration;

/// Holds the limits of a download.
///
/// | what | default |
/// | --- | --- |
/// | `connect`: name look-up, TCP and TLS together, for each hop | 10 s |
/// | `head`: from the start of a hop to the head of its answer | 30 s |
/// | `idle`: without a single byte | 20 s |
/// | `min_rate`: bytes a second, over half a minute of waiting | 1 KiB |
/// | `total`: the whole download | 30 min |
/// | `max_bytes` | 512 MiB |
///
/// Only waiting for the server counts: a slow consumer of the bytes trips neither `idle` nor
/// `min_rate`, as long as it drops a wait that it does not poll: one that lies counts for at most
/// `idle`. `total` counts from the start whatever happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct DownloadLimits {
    /// Name look-up, TCP and TLS together, for each hop.
    pub connect: Duration,
    /// From the start of a hop to the head of its answer.
    pub head: Duration,
    /// The longest wait for the next bytes.
    pub idle: Duration,
    /// Bytes a second, over half a minute of waiting.
    pub min_rate: u64,
    /// The whole download.
    pub total: Duration,
    /// The most bytes taken.
    pub max_bytes: u64,
}

impl DownloadLimits {
    /// Returns the limits with another `connect`.
    #[must_use]
    pub fn with_connect(self, connect: Duration) -> Self {
        Self { connect, ..self }
    }

    /// Returns the limits with another `head`.
    #[must_use]
    pub fn with_head(self, head: Duration) -> Self {
        Self { head, ..self }
    }

    /// Returns the limits with another `idle`.
    #[must_use]
    pub fn with_idle(self, idle: Duration) -> Self {
        Self { idle, ..self }
    }

    /// Returns the limits with another `min_rate`.
    #[must_use]
    pub fn with_min_rate(self, min_rate: u64) -> Self {
        Self { min_rate, ..self }
    }

    /// Returns the limits with another `total`.
    #[must_use]
    pub fn with_total(self, total: Duration) -> Self {
        Self { total, ..self }
    }

    /// Returns the limits with another `max_bytes`.
    #[must_use]
    pub fn with_max_bytes(self, max_bytes: u64) -> Self {
        Self { max_bytes, ..self }
    }
}

impl Default for DownloadLimits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            head: Duration::from_secs(30),
            idle: Duration::from_secs(20),
            min_rate: 1024,
            total: Duration::from_secs(30 * 60),
            max_bytes: 512 * 1024 * 1024,
        }
    }
}
