//! What tells one file from every other.

use std::fmt;

/// Says where a result stands and what is in it, so that the file can be known again.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Proof {
    /// Where it stands, or will.
    pub place: Box<str>,
    /// Its size.
    pub bytes: u64,
    /// The SHA-256 of its content.
    pub sha256: [u8; 32],
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proof({:?}, {} bytes, ", self.place, self.bytes)?;
        self.sha256
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str(")")
    }
}
