//! The fields of a task and of an error object, wherever they stood.

use alloc::borrow::Cow;

use super::json::{Cursor, Token};

/// Holds the fields of a task, wherever they stood.
#[derive(Debug, Default)]
pub(super) struct TaskFields<'a> {
    pub(super) id: Token<'a>,
    pub(super) created: Token<'a>,
    pub(super) model: Token<'a>,
    pub(super) status: Token<'a>,
    pub(super) video_url: Token<'a>,
    pub(super) actual_duration: Token<'a>,
    pub(super) amount: Token<'a>,
    pub(super) total_tokens: Token<'a>,
    pub(super) last_frame_url: Token<'a>,
    pub(super) error: Token<'a>,
}

impl<'a> TaskFields<'a> {
    /// Reads an object, of which it is known that it is one.
    pub(super) fn read(object: &'a str) -> Self {
        let mut fields = Self::default();
        members(object, |key, value| fields.put(key, value));
        fields
    }

    /// Takes a member; one of the same name that came before is forgotten.
    #[inline]
    pub(super) fn put(&mut self, key: &[u8], value: Token<'a>) {
        let field = match key {
            b"id" => &mut self.id,
            b"created" => &mut self.created,
            b"model" => &mut self.model,
            b"status" => &mut self.status,
            b"video_url" => &mut self.video_url,
            b"actualDuration" => &mut self.actual_duration,
            b"amount" => &mut self.amount,
            b"totalTokens" => &mut self.total_tokens,
            b"last_frame_url" => &mut self.last_frame_url,
            b"error" => &mut self.error,
            _ => return,
        };
        *field = value;
    }

    /// Returns the words under `error`, which stand there bare or in an object.
    pub(super) fn words(&self) -> Option<Cow<'a, str>> {
        match self.error {
            Token::Object(object) => ErrorFields::read(object).message.text(),
            bare => bare.text(),
        }
    }
}

/// Holds `{"message":…,"code":…}`, as relays put it under `error`.
#[derive(Debug, Default)]
pub(super) struct ErrorFields<'a> {
    pub(super) message: Token<'a>,
    pub(super) code: Token<'a>,
}

impl<'a> ErrorFields<'a> {
    /// Reads an object, of which it is known that it is one.
    pub(super) fn read(object: &'a str) -> Self {
        let mut fields = Self::default();
        members(object, |key, value| fields.put(key, value));
        fields
    }

    fn put(&mut self, key: &[u8], value: Token<'a>) {
        match key {
            b"message" => self.message = value,
            b"code" => self.code = value,
            _ => {}
        }
    }
}

/// Hands every member of an object to `put`; that it is one is known.
fn members<'a>(object: &'a str, mut put: impl FnMut(&[u8], Token<'a>)) {
    let read = Cursor::new(object).members(|key, value| put(key.read().as_bytes(), value));
    debug_assert!(read.is_some(), "the object was skipped before");
}
