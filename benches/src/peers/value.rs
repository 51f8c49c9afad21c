//! `serde_json::Value`, and picking fields out of it: what one writes in a hurry.

use serde_json::Value;

use crate::answer::{Answer, Facts};

/// Decodes a body; `None` where it is no task.
pub fn decode(body: &[u8]) -> Answer {
    let body: Value = serde_json::from_slice(body).ok()?;
    let text = |key: &str| Some(body.get(key)?.as_str()?.to_owned());
    let number = |key: &str| body.get(key)?.as_f64();
    Some(Facts {
        id: text("id")?,
        created: body.get("created").and_then(Value::as_u64),
        model: text("model"),
        status: text("status")?,
        url: text("video_url"),
        duration: number("actualDuration"),
        amount: number("amount"),
        total_tokens: number("totalTokens"),
        last_frame_url: text("last_frame_url"),
        error: text("error"),
    })
}
