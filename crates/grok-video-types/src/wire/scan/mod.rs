//! Reading JSON in one pass, without a tree: what stood in each field that anyone asks for.
//!
//! The grammar is `serde_json`'s to the byte, and the derived structs of the `conformance` package
//! say what every body must give. It differs from theirs in four places, where they would give up
//! a body that still tells what became of a paid task: bytes that are no UTF-8 and halves of
//! surrogate pairs read as U+FFFD, a key that comes twice counts the last time, and a number
//! beyond all floats spoils its own field alone.

mod cursor;
mod escape;
mod nesting;
mod pending;
mod predicted;
mod special;
mod token;

use super::answer::{Answer, ErrorFields, TaskFields};
use cursor::Cursor;

pub(super) use pending::{Pending, pending};
pub(super) use token::{Text, Token};

/// Reads a whole body into `answer`; tells whether it is one JSON object.
#[inline]
pub(super) fn answer<'a>(body: &'a str, answer: &mut Answer<'a>) -> bool {
    let mut cursor = Cursor::new(body);
    if !predicted::task(&mut cursor, &mut answer.task) && !unpredicted(&mut cursor, answer) {
        return false;
    }
    cursor.skip_space();
    cursor.is_at_end()
}

/// Reads what is left of an object behind the members that came as predicted.
#[inline(always)]
fn unpredicted<'a>(cursor: &mut Cursor<'a>, answer: &mut Answer<'a>) -> bool {
    let whole = cursor.aside(|cursor| cursor.members(|key, value| answer.put(key, value)));
    whole.is_some()
}

/// Reads the members of an object that [`answer`] has found to be one.
pub(super) fn task(object: &str) -> TaskFields<'_> {
    let mut fields = TaskFields::default();
    let whole = Cursor::new(object).members(|key, value| {
        fields.put(key.read().as_bytes(), value);
    });
    debug_assert!(whole.is_some(), "the object was read before");
    fields
}

/// Reads the members of an object under `error` that [`answer`] has found to be one.
pub(super) fn error(object: &str) -> ErrorFields<'_> {
    let mut fields = ErrorFields::default();
    let whole = Cursor::new(object).members(|key, value| fields.put(key, value));
    debug_assert!(whole.is_some(), "the object was read before");
    fields
}
