//! What a field is read as, whatever type it came in.

use alloc::borrow::Cow;
use alloc::string::ToString;

use super::json::{Cursor, Token};
use crate::Quantity;

impl<'a> Token<'a> {
    /// Returns the text of a string that is not empty.
    #[inline]
    pub(super) fn text(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Text(text) => Some(text.read()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// Returns a name: a string that is not empty, or the digits of a whole number.
    #[inline]
    pub(super) fn name(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Whole(number) => Some(number.to_string().into()),
            Self::Number(number) if is_digits(number) => Some(number.into()),
            other => other.text(),
        }
    }

    /// Returns a string that is not empty, or a number as it is written: codes come both ways.
    pub(super) fn code(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Whole(number) => Some(number.to_string().into()),
            Self::Number(number) => Some(number.into()),
            other => other.text(),
        }
    }

    /// Returns a whole number that is not negative, or a string of its decimal digits.
    #[inline]
    pub(super) fn unsigned(self) -> Option<u64> {
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
    pub(super) fn quantity(self) -> Option<Quantity> {
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
