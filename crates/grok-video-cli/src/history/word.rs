//! The name of a kind.

use std::fmt;

use grok_video::types::plain_text;
use serde::{Deserialize, Serialize};

/// Holds a name, as plain text of at most 64 bytes: a file may hold anything.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub(crate) struct Word(Box<str>);

impl Word {
    /// The longest name kept, in bytes.
    const CAP: usize = 64;
}

impl From<&str> for Word {
    fn from(text: &str) -> Self {
        Self(plain_text(text, Self::CAP).into())
    }
}

impl From<String> for Word {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<Word> for String {
    fn from(word: Word) -> Self {
        word.0.into()
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
