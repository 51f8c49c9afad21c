//! Why a task has no result.

use std::fmt;

/// Says why a task is over without a result.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Trouble {
    /// A word for programs: `failed` where the service made no video, or the kind of the error.
    pub kind: Box<str>,
    /// A sentence for people, without a key and without the query of a result URL.
    pub message: Box<str>,
}

impl Trouble {
    /// Names a trouble.
    #[must_use]
    pub fn new(kind: &str, message: impl Into<Box<str>>) -> Self {
        Self {
            kind: kind.into(),
            message: message.into(),
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
