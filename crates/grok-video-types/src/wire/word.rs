//! A status as it stood in an answer.

use alloc::borrow::Cow;

/// A status, known or not.
pub(super) enum Word<'a> {
    Queued,
    Processing,
    Completed,
    Failed,
    Other(Cow<'a, str>),
}

impl Word<'_> {
    pub(super) fn is_known(&self) -> bool {
        !matches!(self, Self::Other(_))
    }

    /// Returns the documented status of this name.
    #[inline]
    pub(super) fn known(name: &str) -> Option<Self> {
        match name {
            "processing" => Some(Self::Processing),
            "queued" => Some(Self::Queued),
            "completed" => Some(Self::Completed),
            "failed" => Some(Self::Failed),
            _ => None,
        }
    }
}
