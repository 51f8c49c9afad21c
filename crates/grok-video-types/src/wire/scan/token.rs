//! What stands in a field, unread.

use alloc::borrow::Cow;
use alloc::string::ToString;

use super::cursor::Cursor;
use super::escape::unescape;
use crate::Quantity;

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

impl<'a> Token<'a> {
    /// Returns the text of a string that is not empty.
    #[inline]
    pub(in crate::wire) fn text(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Text(text) => Some(text.read()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// Returns a name: a string that is not empty, or the digits of a whole number.
    #[inline]
    pub(in crate::wire) fn name(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Whole(number) => Some(number.to_string().into()),
            Self::Number(number) if is_digits(number) => Some(number.into()),
            other => other.text(),
        }
    }

    /// Returns a string that is not empty, or a number as it is written: codes come both ways.
    pub(in crate::wire) fn code(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Whole(number) => Some(number.to_string().into()),
            Self::Number(number) => Some(number.into()),
            other => other.text(),
        }
    }

    /// Returns a whole number that is not negative, or a string of its decimal digits.
    #[inline]
    pub(in crate::wire) fn unsigned(self) -> Option<u64> {
        let digits = match self {
            Self::Whole(number) => return Some(number),
            Self::Number(number) => Cow::Borrowed(number),
            Self::Text(text) => text.read(),
            _ => return None,
        };
        if !is_digits(&digits) {
            return None;
        }
        digits.parse().ok()
    }

    /// Returns a finite number that is not negative, or a string that spells one.
    #[inline]
    pub(in crate::wire) fn quantity(self) -> Option<Quantity> {
        let number = match self {
            Self::Whole(number) => return Quantity::new(number as f64).ok(),
            Self::Number(number) => Cow::Borrowed(number),
            Self::Text(text) => Some(text.read()).filter(|text| is_number(text))?,
            _ => return None,
        };
        Quantity::new(number.parse().ok()?).ok()
    }
}

/// Tells whether `text` is a number as JSON writes it.
fn is_number(text: &str) -> bool {
    let mut cursor = Cursor::new(text);
    cursor.number().is_some() && cursor.is_at_end()
}

#[inline]
fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
