//! One thing that happened: a line of the file.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use grok_video::TaskId;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::What;

/// Says what happened to which task, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// When it happened, kept in whole milliseconds.
    #[serde(serialize_with = "write_time", deserialize_with = "read_time")]
    pub(crate) at: SystemTime,
    /// The task's id at the service, once known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<TaskId>,
    /// The task's number in the ledger, where it stands in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) task: Option<u64>,
    /// What happened.
    #[serde(flatten)]
    pub(crate) what: What,
}

impl Record {
    /// Returns the line that stands in the file.
    pub(super) fn to_line(&self) -> String {
        let line = serde_json::to_string(self)
            .unwrap_or_else(|_| unreachable!("a record is texts and numbers"));
        line + "\n"
    }

    /// Reads a line; `None` where it is none of this version, or was cut.
    pub(super) fn of_line(line: &[u8]) -> Option<Self> {
        serde_json::from_slice(line).ok()
    }
}

/// Writes the milliseconds since 1970, in UTC; what is before counts as none.
fn write_time<S: Serializer>(time: &SystemTime, serializer: S) -> Result<S::Ok, S::Error> {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let ms = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
    serializer.serialize_u64(ms)
}

fn read_time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SystemTime, D::Error> {
    let ms = u64::deserialize(deserializer)?;
    UNIX_EPOCH
        .checked_add(Duration::from_millis(ms))
        .ok_or_else(|| Error::custom("no clock of this system goes so far"))
}

#[cfg(test)]
mod tests {
    use grok_video::types::Status;

    use super::*;

    fn record(what: What) -> Record {
        Record {
            at: UNIX_EPOCH + Duration::from_millis(1_785_074_590_123),
            id: Some("video_1".parse().expect("it is an id")),
            task: Some(7),
            what,
        }
    }

    #[test]
    fn lines_are_short_and_read_back() {
        let error = What::Error {
            kind: "timeout".into(),
            retry_in: Some(Duration::from_secs(30)),
        };
        let gave_up = What::GaveUp {
            kind: Some("forbidden".into()),
        };
        let status = Status::Queued;
        for (what, words) in [
            (
                What::Created {
                    status: status.clone(),
                },
                r#""created","status":"queued""#,
            ),
            (
                What::Status {
                    status: Status::from("moderating"),
                },
                r#""status","status":"moderating""#,
            ),
            (What::Poll, r#""poll""#),
            (
                What::Regressed { status },
                r#""regressed","status":"queued""#,
            ),
            (error, r#""error","kind":"timeout","retry_ms":30000"#),
            (What::Completed, r#""completed""#),
            (What::Failed, r#""failed""#),
            (What::Saved, r#""saved""#),
            (gave_up, r#""gave_up","kind":"forbidden""#),
            (What::GaveUp { kind: None }, r#""gave_up""#),
            (What::Interrupted, r#""interrupted""#),
        ] {
            let record = record(what);
            let line = record.to_line();
            let expected = r#"{"at":1785074590123,"id":"video_1","task":7,"what":"#;
            assert_eq!(line, format!("{expected}{words}}}\n"));
            assert_eq!(Record::of_line(line.as_bytes()), Some(record));
        }
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let record = Record {
            id: None,
            task: None,
            ..record(What::Poll)
        };
        let line = record.to_line();
        assert_eq!(line, "{\"at\":1785074590123,\"what\":\"poll\"}\n");
        assert_eq!(Record::of_line(line.as_bytes()), Some(record));
    }

    #[test]
    fn texts_of_a_file_are_plain_and_short() {
        let long = "x".repeat(1000);
        let line = format!(r#"{{"at":0,"what":"error","kind":"a\u001b[31m\n{long}"}}"#);
        let record = Record::of_line(line.as_bytes()).expect("it is a record");
        let What::Error { kind, retry_in } = record.what else {
            panic!("{record:?}");
        };
        assert!(kind.to_string().starts_with("a xx"), "{kind}");
        assert!(kind.to_string().len() <= 64, "{kind}");
        assert_eq!(retry_in, None);
    }

    #[test]
    fn what_another_version_wrote_is_no_record() {
        for line in [
            "",
            "\n",
            "{}",
            "{\"at\":1,\"what\":\"pol",
            "{\"at\":1,\"what\":\"renewed\"}",
            "{\"at\":-1,\"what\":\"poll\"}",
            "{\"at\":1,\"id\":\"../x\",\"what\":\"poll\"}",
            "{\"at\":1,\"what\":\"status\"}",
        ] {
            assert_eq!(Record::of_line(line.as_bytes()), None, "{line}");
        }
        let more = "{\"at\":1,\"what\":\"poll\",\"new\":[1]}";
        assert!(Record::of_line(more.as_bytes()).is_some());
    }

    #[test]
    fn times_before_1970_become_its_begin() {
        let mut record = record(What::Poll);
        record.at = UNIX_EPOCH - Duration::from_secs(1);
        assert!(record.to_line().starts_with("{\"at\":0,"));
    }
}
