use std::fmt;
use std::sync::Arc;

use crate::invalid::Invalid;

/// The name of the session that a call is in which names none.
const DEFAULT: &str = "default";

/// The most characters that a name has.
const MAX_LENGTH: usize = 64;

/// The name of a session: 1 to 64 letters, digits, `.`, `_` and `-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SessionName(Arc<str>);

impl SessionName {
    pub(crate) fn parse(text: &str) -> Result<Self, Invalid> {
        let is_fit = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if (1..=MAX_LENGTH).contains(&text.len()) && text.bytes().all(is_fit) {
            Ok(Self(text.into()))
        } else {
            Err(Invalid::new(format!(
                "a session's name has 1 to {MAX_LENGTH} letters, digits, `.`, `_` and `-`"
            )))
        }
    }

    pub(crate) fn is_default(&self) -> bool {
        &*self.0 == DEFAULT
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn shared(&self) -> Arc<str> {
        Arc::clone(&self.0)
    }
}

impl Default for SessionName {
    fn default() -> Self {
        Self(DEFAULT.into())
    }
}

impl fmt::Display for SessionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_stand_in_a_header_and_in_a_url() {
        for text in ["a", "gw0.test_video-1", &"x".repeat(64)] {
            assert!(SessionName::parse(text).is_ok(), "{text}");
        }
        for text in ["", "a b", "a/b", "ä", "a&b", &"x".repeat(65)] {
            assert!(SessionName::parse(text).is_err(), "{text}");
        }
    }
}
