//! How far a download is.

/// Tells how much of a result has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The bytes that have come.
    pub bytes: u64,
    /// The bytes that are to come in all, where the server tells it.
    pub total: Option<u64>,
}
