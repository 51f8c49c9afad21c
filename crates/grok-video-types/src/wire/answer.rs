//! The fields of every body that the service, a relay or a proxy was seen to answer with.

use alloc::boxed::Box;
use alloc::string::String;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::field::Field;

/// Holds a body: a task, an error envelope, or a wrapper around a task.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Answer {
    id: Field<IgnoredAny>,
    created: Field<IgnoredAny>,
    model: Field<IgnoredAny>,
    status: Field<IgnoredAny>,
    video_url: Field<IgnoredAny>,
    #[serde(rename = "actualDuration")]
    actual_duration: Field<IgnoredAny>,
    amount: Field<IgnoredAny>,
    #[serde(rename = "totalTokens")]
    total_tokens: Field<IgnoredAny>,
    last_frame_url: Field<IgnoredAny>,
    error: Field<ErrorObject>,
    code: Field<IgnoredAny>,
    msg: Field<IgnoredAny>,
    message: Field<IgnoredAny>,
    data: Field<Box<TaskFields>>,
}

/// Holds `{"message":…,"code":…}`, as relays put it under `error`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ErrorObject {
    message: Field<IgnoredAny>,
    code: Field<IgnoredAny>,
}

/// Holds the fields of a task, wherever they stood.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TaskFields {
    pub(super) id: Field<IgnoredAny>,
    pub(super) created: Field<IgnoredAny>,
    pub(super) model: Field<IgnoredAny>,
    pub(super) status: Field<IgnoredAny>,
    pub(super) video_url: Field<IgnoredAny>,
    #[serde(rename = "actualDuration")]
    pub(super) actual_duration: Field<IgnoredAny>,
    pub(super) amount: Field<IgnoredAny>,
    #[serde(rename = "totalTokens")]
    pub(super) total_tokens: Field<IgnoredAny>,
    pub(super) last_frame_url: Field<IgnoredAny>,
    pub(super) error: Field<ErrorObject>,
}

impl TaskFields {
    /// Tells whether this is a task at all.
    pub(super) fn is_task(&self) -> bool {
        self.id.name().is_some() && self.status.text().is_some()
    }
}

/// Holds what an error envelope says.
#[derive(Debug, Default)]
pub(super) struct Complaint {
    pub(super) code: Option<String>,
    pub(super) message: String,
}

impl Complaint {
    /// Tells whether the body complains of anything: success has no code but 0 or 200.
    pub(super) fn is_success(&self) -> bool {
        match self.code.as_deref() {
            Some(code) => matches!(code, "0" | "200"),
            None => self.message.is_empty(),
        }
    }
}

impl Answer {
    /// Splits the body into what it complains of and the task it holds.
    pub(super) fn split(self) -> (Complaint, TaskFields) {
        let complaint = self.complaint();
        let wrapped = match self.data {
            Field::Object(task) => Some(*task),
            _ => None,
        };
        let bare = TaskFields {
            id: self.id,
            created: self.created,
            model: self.model,
            status: self.status,
            video_url: self.video_url,
            actual_duration: self.actual_duration,
            amount: self.amount,
            total_tokens: self.total_tokens,
            last_frame_url: self.last_frame_url,
            error: self.error,
        };
        let task = match wrapped {
            Some(task) if !bare.is_task() => task,
            _ => bare,
        };
        (complaint, task)
    }

    fn complaint(&self) -> Complaint {
        let inner = self.error.object();
        let code = inner
            .and_then(|error| error.code.code())
            .or_else(|| self.code.code());
        let message = error_text(&self.error)
            .or_else(|| self.msg.text())
            .or_else(|| self.message.text())
            .unwrap_or_default();
        Complaint {
            code,
            message: message.into(),
        }
    }
}

/// Returns the words under `error`, which stand there bare or in an object.
pub(super) fn error_text(error: &Field<ErrorObject>) -> Option<&str> {
    match error {
        Field::Object(object) => object.message.text(),
        bare => bare.text(),
    }
}
