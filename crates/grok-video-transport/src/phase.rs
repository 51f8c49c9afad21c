//! Which wait was too long.

/// Names what took too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// Name look-up, TCP and TLS: nothing was sent.
    Connect,
    /// From the start up to the head of the answer: the request may have arrived.
    Head,
    /// A download's wait for its next bytes.
    Idle,
    /// A download's bytes over half a minute of waiting: they came, but too few.
    Rate,
    /// The whole call or download.
    Total,
}
