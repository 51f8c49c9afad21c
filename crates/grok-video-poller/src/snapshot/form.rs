//! The stored form of a snapshot.

use alloc::string::String;
use core::fmt;
use grok_video_types::{Lifecycle, VideoTask};
use serde::{Deserialize, Serialize};

use super::Snapshot;
use crate::age::Age;
use crate::version::Version;
use crate::watch::{Record, Streaks, Tally};
use crate::{PollError, PollErrorKind, Schedule};

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Form {
    version: Version,
    task: Lifecycle,
    schedule: Schedule,
    is_newborn: bool,
    n_polls: u32,
    n_restores: u32,
    #[serde(default)]
    streaks: Streaks,
    last_error: Option<ErrorForm>,
    #[serde(rename = "pending_at_ns")]
    pending_at: Option<Age>,
    was_last: bool,
    #[serde(rename = "taken_at_ns")]
    taken_at: Age,
    #[serde(rename = "due_ns")]
    due: Age,
    #[serde(rename = "deadline_ns")]
    deadline: Option<Age>,
}

#[derive(Clone, Serialize, Deserialize)]
struct ErrorForm {
    kind: String,
    message: String,
}

/// Says that what was stored is no watch at rest, as no watch leaves one of a task that is over.
#[derive(Debug)]
pub(super) struct TaskIsOver;

impl fmt::Display for TaskIsOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the task is over, so there is nothing to go on with; query it once")
    }
}

impl From<Snapshot> for Form {
    fn from(snapshot: Snapshot) -> Self {
        let Snapshot {
            record,
            taken_at,
            due,
            deadline,
        } = snapshot;
        Self {
            version: Version::CURRENT,
            task: record.lifecycle,
            schedule: record.schedule,
            is_newborn: record.tally.is_newborn,
            n_polls: record.tally.n_polls,
            n_restores: record.tally.n_restores,
            streaks: record.streaks,
            last_error: record.last_error.map(|error| ErrorForm {
                kind: error.kind.as_str().into(),
                message: error.message,
            }),
            pending_at: record.tally.pending_at,
            was_last: record.tally.was_last,
            taken_at,
            due,
            deadline,
        }
    }
}

impl TryFrom<Form> for Snapshot {
    type Error = TaskIsOver;

    fn try_from(form: Form) -> Result<Self, TaskIsOver> {
        let latest = form.task.latest().map(VideoTask::status);
        if latest.is_some_and(|status| status.is_terminal()) {
            return Err(TaskIsOver);
        }
        let last_error = form.last_error.and_then(|error| {
            let kind = PollErrorKind::of_name(&error.kind)?;
            Some(PollError::new(kind, &error.message))
        });
        let tally = Tally {
            n_polls: form.n_polls,
            n_restores: form.n_restores,
            pending_at: form.pending_at,
            is_newborn: form.is_newborn,
            was_last: form.was_last,
            ..Tally::new(form.task.id().as_str())
        };
        let record = Record {
            lifecycle: form.task,
            schedule: form.schedule,
            tally,
            streaks: form.streaks,
            last_error,
        };
        Ok(Self {
            record,
            taken_at: form.taken_at,
            due: form.due,
            deadline: form.deadline,
        })
    }
}
