//! The fields of every body that the service, a relay or a proxy was seen to answer with.

use alloc::borrow::Cow;

use super::scan::{self, Text, Token};

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
    /// Takes a member; one of the same name that came before is forgotten.
    pub(super) fn put(&mut self, key: Text<'a>, value: Token<'a>) {
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
            Token::Object(object) => Some(scan::task(object)),
            _ => None,
        }
    }

    /// Returns what the body complains of.
    pub(super) fn complaint(&self) -> Complaint<'a> {
        let inner = match self.task.error {
            Token::Object(object) => scan::error(object),
            _ => ErrorFields::default(),
        };
        let texts = [self.task.error, inner.message, self.msg, self.message];
        Complaint {
            code: inner.code.code().or_else(|| self.code.code()),
            message: texts.into_iter().find_map(Token::text).unwrap_or_default(),
        }
    }
}

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
            Token::Object(object) => scan::error(object).message.text(),
            bare => bare.text(),
        }
    }
}

/// Holds `{"message":…,"code":…}`, as relays put it under `error`.
#[derive(Debug, Default)]
pub(super) struct ErrorFields<'a> {
    message: Token<'a>,
    code: Token<'a>,
}

impl<'a> ErrorFields<'a> {
    /// Takes a member; one of the same name that came before is forgotten.
    pub(super) fn put(&mut self, key: Text<'a>, value: Token<'a>) {
        match key.read().as_bytes() {
            b"message" => self.message = value,
            b"code" => self.code = value,
            _ => {}
        }
    }
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
