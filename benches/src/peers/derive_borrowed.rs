//! A serde-derived struct that borrows where it can: what a careful user would write.

use std::borrow::Cow;

use serde::Deserialize;

use super::derive_owned::Status;
use crate::answer::{Answer, Facts};

/// A task as the service writes it, with texts from the body.
#[derive(Debug, Deserialize)]
pub struct Task<'a> {
    /// `id`
    #[serde(borrow)]
    pub id: Text<'a>,
    /// `created`
    pub created: Option<u64>,
    /// `model`
    #[serde(borrow)]
    pub model: Option<Text<'a>>,
    /// `status`
    pub status: Status,
    /// `video_url`
    #[serde(borrow)]
    pub video_url: Option<Text<'a>>,
    /// `actualDuration`
    #[serde(rename = "actualDuration")]
    pub actual_duration: Option<f64>,
    /// `amount`
    pub amount: Option<f64>,
    /// `totalTokens`
    #[serde(rename = "totalTokens")]
    pub total_tokens: Option<f64>,
    /// `last_frame_url`
    #[serde(borrow)]
    pub last_frame_url: Option<Text<'a>>,
    /// `error`
    #[serde(borrow)]
    pub error: Option<Text<'a>>,
}

/// A text that is borrowed unless it was escaped; serde does not borrow in an `Option<Cow<str>>`.
#[derive(Debug, Deserialize)]
pub struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Task<'_> {
    /// Returns what this peer found.
    pub fn facts(&self) -> Facts {
        let owned = |text: &Option<Text<'_>>| text.as_ref().map(|text| text.0.to_string());
        Facts {
            id: self.id.0.to_string(),
            created: self.created,
            model: owned(&self.model),
            status: self.status.as_str().to_owned(),
            url: owned(&self.video_url),
            duration: self.actual_duration,
            amount: self.amount,
            total_tokens: self.total_tokens,
            last_frame_url: owned(&self.last_frame_url),
            error: owned(&self.error),
        }
    }
}

/// Decodes a body.
///
/// # Errors
/// When the body is no task.
pub fn decode(body: &[u8]) -> serde_json::Result<Task<'_>> {
    serde_json::from_slice(body)
}

/// Returns what this peer found.
pub fn answer(body: &[u8]) -> Answer {
    decode(body).ok().map(|task| task.facts())
}
