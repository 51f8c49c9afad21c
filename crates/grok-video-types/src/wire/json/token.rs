//! What stands in a field, unread.

use alloc::borrow::Cow;

use super::escape::unescape;

/// Holds what stood in a field: whatever its type, the rest of the body stays readable.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::wire) enum Token<'a> {
    /// The field is absent or `null`.
    #[default]
    Null,
    Text(Text<'a>),
    /// A whole number that is not negative and has few digits.
    Whole(u64),
    /// Any other number as it is written.
    Number(&'a str),
    /// An object as it is written.
    Object(&'a str),
    /// `true`, `false`, or an array.
    Other,
}

/// Holds the inside of a string as it is written.
#[derive(Debug, Clone, Copy)]
pub(in crate::wire) struct Text<'a> {
    raw: &'a str,
    is_escaped: bool,
}

impl<'a> Text<'a> {
    /// Holds a text without escapes.
    #[inline]
    pub(in crate::wire) fn plain(raw: &'a str) -> Self {
        Self {
            raw,
            is_escaped: false,
        }
    }

    /// Holds a text in which every escape is well formed.
    pub(super) fn escaped(raw: &'a str) -> Self {
        Self {
            raw,
            is_escaped: true,
        }
    }

    /// Returns the text itself, copied only where an escape forces it.
    #[inline]
    pub(in crate::wire) fn read(self) -> Cow<'a, str> {
        if self.is_escaped {
            Cow::Owned(unescape(self.raw))
        } else {
            Cow::Borrowed(self.raw)
        }
    }
}
