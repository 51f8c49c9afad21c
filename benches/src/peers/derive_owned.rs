//! A serde-derived struct of owned texts and `serde_json::from_slice`: what any user would write.
//!
//! The status is an enum, as a careful user would have it, which also spares this peer an
//! allocation.

use serde::Deserialize;

use crate::answer::{Answer, Facts};

/// A task as the service writes it.
#[derive(Debug, Deserialize)]
pub struct Task {
    /// `id`
    pub id: String,
    /// `created`
    pub created: Option<u64>,
    /// `model`
    pub model: Option<String>,
    /// `status`
    pub status: Status,
    /// `video_url`
    pub video_url: Option<String>,
    /// `actualDuration`
    #[serde(rename = "actualDuration")]
    pub actual_duration: Option<f64>,
    /// `amount`
    pub amount: Option<f64>,
    /// `totalTokens`
    #[serde(rename = "totalTokens")]
    pub total_tokens: Option<f64>,
    /// `last_frame_url`
    pub last_frame_url: Option<String>,
    /// `error`
    pub error: Option<String>,
}

impl Task {
    /// Returns what this peer found.
    pub fn into_facts(self) -> Facts {
        Facts {
            id: self.id,
            created: self.created,
            model: self.model,
            status: self.status.as_str().to_owned(),
            url: self.video_url,
            duration: self.actual_duration,
            amount: self.amount,
            total_tokens: self.total_tokens,
            last_frame_url: self.last_frame_url,
            error: self.error,
        }
    }
}

/// The statuses that the service documents.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// `queued`
    Queued,
    /// `processing`
    Processing,
    /// `completed`
    Completed,
    /// `failed`
    Failed,
}

impl Status {
    /// Returns the name that stands in the body.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Processing => "processing",
            Self::Completed => "completed",
            Self::Failed => "failed",
        }
    }
}

/// Decodes a body.
///
/// # Errors
/// When the body is no task.
pub fn decode(body: &[u8]) -> serde_json::Result<Task> {
    serde_json::from_slice(body)
}

/// Returns what this peer found.
pub fn answer(body: &[u8]) -> Answer {
    decode(body).ok().map(Task::into_facts)
}
