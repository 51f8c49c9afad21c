use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::request::Seconds;

/// One fault that happened.
///
/// `Display` makes one line of it; the same seed and the same requests at the
/// same times make the same lines.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FaultRecord {
    /// The number of the request that it happened to.
    pub request: u64,
    /// When that request came, in virtual time since the start.
    pub at: Duration,
    /// What went wrong.
    pub fault: Arc<str>,
    /// By how much virtual time the answer was held back.
    pub delay: Duration,
    /// What brought it about.
    pub cause: String,
}

impl FaultRecord {
    /// Returns about how many bytes of memory this entry takes.
    pub(super) fn weight(&self) -> usize {
        size_of::<Self>() + self.fault.len() + self.cause.len()
    }
}

impl fmt::Display for FaultRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{} {} {}", self.request, Seconds(self.at), self.fault)?;
        if !self.delay.is_zero() {
            write!(f, " after {:?}", self.delay)?;
        }
        write!(f, " ({})", self.cause)
    }
}
