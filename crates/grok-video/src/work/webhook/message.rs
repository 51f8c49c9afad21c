//! What a receiver is sent.

use std::fmt::Write;
use std::time::SystemTime;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::work::announcement::{Announcement, End};

/// A message: its id, and its body in JSON.
#[derive(Debug)]
pub(super) struct Message {
    /// The same for the same end of the same task, whoever tells of it and whenever.
    pub(super) id: String,
    pub(super) body: String,
}

impl Message {
    pub(super) fn new(announcement: &Announcement<'_>, now: SystemTime) -> Self {
        let kind = format!("video.{}", announcement.end.as_str());
        let data = data(announcement);
        let digest = Sha256::digest(format!("{kind} {data}"));
        Self {
            id: format!("msg_{}", hex(&digest[..16])),
            body: json!({
                "type": kind,
                "timestamp": humantime::format_rfc3339_seconds(now).to_string(),
                "data": data,
            })
            .to_string(),
        }
    }
}

fn data(announcement: &Announcement<'_>) -> Value {
    let mut data = json!({
        "task": announcement.task.0,
        "name": announcement.client_ref,
        "account": announcement.account.as_str(),
        "id": announcement.id.map(grok_video_types::TaskId::as_str),
    });
    match announcement.end {
        End::Saved(proof) => {
            data["path"] = proof.place.as_ref().into();
            data["bytes"] = proof.bytes.into();
            data["sha256"] = hex(&proof.sha256).into();
        }
        End::Failed(trouble) => {
            data["error"] = json!({ "kind": trouble.kind, "message": trouble.message });
        }
        End::Completed(_) => {}
    }
    data
}

fn hex(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a string does not fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use grok_video_ledger::{Account, Proof, TaskNo, Trouble};
    use grok_video_types::TaskId;

    use super::*;

    fn message(end: End<'_>, seconds: u64) -> Message {
        let announcement = Announcement {
            task: TaskNo(17),
            client_ref: "kite",
            account: &Account::from("studio"),
            id: Some(&TaskId::new("video_1").expect("it is one")),
            end,
        };
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        Message::new(&announcement, now)
    }

    #[test]
    fn tells_what_was_saved_and_what_failed() {
        let proof = Proof {
            place: "videos/video_1.mp4".into(),
            bytes: 23_009,
            sha256: [0xd8; 32],
        };
        let saved = message(End::Saved(&proof), 1_700_000_000);
        let expected = format!(
            r#"{{"data":{{"account":"studio","bytes":23009,"id":"video_1","name":"kite","path":"videos/video_1.mp4","sha256":"{}","task":17}},"timestamp":"2023-11-14T22:13:20Z","type":"video.saved"}}"#,
            "d8".repeat(32)
        );
        assert_eq!(saved.body, expected);
        let trouble = Trouble::new("failed", "too loud");
        let failed = message(End::Failed(&trouble), 1_700_000_000);
        assert!(
            failed
                .body
                .contains(r#""error":{"kind":"failed","message":"too loud"}"#)
        );
        assert!(failed.body.contains(r#""type":"video.failed""#));
        assert_ne!(saved.id, failed.id);
    }

    #[test]
    fn the_same_end_has_the_same_id_at_any_time() {
        let trouble = Trouble::new("failed", "too loud");
        let ids = [1, 2].map(|seconds| message(End::Failed(&trouble), seconds).id);
        assert_eq!(ids[0], ids[1]);
        let other = Trouble::new("failed", "too quiet");
        assert_ne!(ids[0], message(End::Failed(&other), 1).id);
        assert!(ids[0].starts_with("msg_") && ids[0].len() == 36);
    }
}
