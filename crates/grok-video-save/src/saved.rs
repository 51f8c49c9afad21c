use std::fmt;
use std::path::PathBuf;

use crate::digest::Sha256Digest;

/// Describes a file that was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Saved {
    /// Where it is.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// The digest of its content.
    pub sha256: Sha256Digest,
}

impl Saved {
    /// Describes a file that was saved before, from what was written down about it.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, bytes: u64, sha256: Sha256Digest) -> Self {
        Self {
            path: path.into(),
            bytes,
            sha256,
        }
    }
}

impl fmt::Display for Saved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "saved {:?} ({} bytes, SHA-256 {})",
            self.path, self.bytes, self.sha256
        )
    }
}
