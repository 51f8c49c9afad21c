//! The fields of every body that the service, a relay or a proxy was seen to answer with.

use alloc::borrow::Cow;

use super::fields::{ErrorFields, TaskFields};
use super::json::{Cursor, Text, Token};
use super::predicted;
use crate::plain_text::into_word;

/// Holds a body: a task, an error envelope, or a wrapper around a task.
#[derive(Debug, Default)]
pub(super) struct Answer<'a> {
    pub(super) task: TaskFields<'a>,
    code: Token<'a>,
    msg: Token<'a>,
    message: Token<'a>,
    data: Token<'a>,
}

impl<'a> Answer<'a> {
    /// Reads a whole body, an empty answer before; tells whether it is one JSON object.
    #[inline]
    pub(super) fn read(&mut self, body: &'a str) -> bool {
        let mut cursor = Cursor::new(body);
        // What is left behind the members that came as predicted is read one by one.
        let is_object = predicted::task(&mut cursor, &mut self.task)
            || cursor
                .aside(|cursor| cursor.members(|key, value| self.put(key, value)))
                .is_some();
        cursor.skip_space();
        is_object && cursor.is_at_end()
    }

    /// Takes a member; one of the same name that came before is forgotten.
    fn put(&mut self, key: Text<'a>, value: Token<'a>) {
        let key = key.read();
        let field = match key.as_bytes() {
            b"code" => &mut self.code,
            b"msg" => &mut self.msg,
            b"message" => &mut self.message,
            b"data" => &mut self.data,
            key => return self.task.put(key, value),
        };
        *field = value;
    }

    /// Returns the task under `data`, or what there is of it.
    pub(super) fn wrapped(&self) -> Option<TaskFields<'a>> {
        match self.data {
            Token::Object(object) => Some(TaskFields::read(object)),
            _ => None,
        }
    }

    /// Returns what the body complains of.
    pub(super) fn complaint(&self) -> Complaint<'a> {
        let inner = match self.task.error {
            Token::Object(object) => ErrorFields::read(object),
            _ => ErrorFields::default(),
        };
        let texts = [self.task.error, inner.message, self.msg, self.message];
        Complaint {
            code: word(inner.code).or_else(|| word(self.code)),
            message: texts.into_iter().find_map(Token::text).unwrap_or_default(),
        }
    }
}

/// Returns a code as a word: `"429 "` is 429. It is not cut, as a cut could leave part of a key in it.
fn word(code: Token<'_>) -> Option<Cow<'_, str>> {
    let word = into_word(code.code()?, usize::MAX);
    (!word.is_empty()).then_some(word)
}

/// Holds what an error envelope says.
#[derive(Debug)]
pub(super) struct Complaint<'a> {
    pub(super) code: Option<Cow<'a, str>>,
    pub(super) message: Cow<'a, str>,
}

impl Complaint<'_> {
    /// Tells whether the body complains of anything: success has no code but 0 or 200.
    pub(super) fn is_success(&self) -> bool {
        match self.code.as_deref() {
            Some(code) => matches!(code, "0" | "200"),
            None => self.message.is_empty(),
        }
    }
}
