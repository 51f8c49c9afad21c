//! The events of `--output json`, and the same for a person.

use std::fmt;
use std::path::Path;
use std::time::{Duration, SystemTime};

use grok_video::ledger::{Entry, TaskState};
use grok_video::save::Saved;
use grok_video::types::{Failure, Quantity, Status, Video};
use grok_video::{CreateVideo, Model, TaskId, VideoTask};
use serde::Serialize;

/// Tells of one thing that happened; the fields and their order are a contract with scripts.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum Event<'a> {
    Created {
        id: &'a TaskId,
        model: &'a Model,
        status: Status,
    },
    Task {
        id: &'a TaskId,
        status: Status,
        model: Option<&'a Model>,
        created: Option<u64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        video_url: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        actual_duration: Option<Quantity>,
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        amount: Option<Quantity>,
        #[serde(skip_serializing_if = "Option::is_none")]
        total_tokens: Option<Quantity>,
        #[serde(skip_serializing_if = "Option::is_none")]
        last_frame_url: Option<&'a str>,
    },
    Status {
        id: &'a TaskId,
        status: &'a Status,
        previous: Option<&'a Status>,
        polls: u32,
        elapsed: f64,
    },
    Regression {
        id: &'a TaskId,
        status: &'a Status,
        previous: &'a Status,
    },
    PollError {
        id: &'a TaskId,
        kind: &'static str,
        message: &'a str,
        retry_in: Option<f64>,
    },
    Completed {
        id: &'a TaskId,
        video_url: &'a str,
        actual_duration: Option<Quantity>,
        model: Option<&'a Model>,
        polls: u32,
        elapsed: f64,
    },
    Saved {
        id: &'a TaskId,
        path: String,
        bytes: u64,
        sha256: String,
    },
    Failed {
        id: &'a TaskId,
        error: Option<&'a str>,
        polls: u32,
        elapsed: f64,
    },
    GaveUp {
        id: &'a TaskId,
        status: Option<&'a Status>,
        polls: u32,
        elapsed: f64,
        message: &'a str,
    },
    Submitted {
        task: u64,
        name: &'a str,
        is_new: bool,
    },
    Entry {
        id: Option<&'a TaskId>,
        task: u64,
        name: &'a str,
        account: &'a str,
        state: &'static str,
        in_hand: bool,
        model: Option<&'a Model>,
        prompt: Option<&'a str>,
        destination: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        video_url: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        path: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        bytes: Option<u64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<&'a str>,
        submitted: u64,
        changed: u64,
    },
    Config {
        base_url: &'a str,
        base_url_from: &'a str,
        key: bool,
        key_from: &'a str,
        ledger: Option<String>,
        ledger_exists: bool,
        state_folder: Option<String>,
        version: &'static str,
    },
    Error {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a TaskId>,
        kind: &'static str,
        message: &'a str,
    },
}

impl<'a> Event<'a> {
    /// Tells all that an answer says of a task.
    pub(crate) fn task(task: &'a VideoTask) -> Self {
        let video = task.video();
        Self::Task {
            id: task.id(),
            status: task.status(),
            model: task.model(),
            created: task.created(),
            video_url: video.map(|video| video.url().as_str()),
            actual_duration: video.and_then(Video::actual_duration),
            error: task.failure().and_then(Failure::message),
            amount: video.and_then(Video::amount),
            total_tokens: video.and_then(Video::total_tokens),
            last_frame_url: video.and_then(|video| Some(video.last_frame_url()?.as_str())),
        }
    }

    /// Tells of a file.
    pub(crate) fn saved(id: &'a TaskId, saved: &Saved) -> Self {
        Self::Saved {
            id,
            path: saved.path.to_string_lossy().into_owned(),
            bytes: saved.bytes,
            sha256: saved.sha256.to_string(),
        }
    }

    /// Tells what the ledger knows of a task.
    pub(crate) fn entry(entry: &'a Entry) -> Self {
        let request = entry.request.as_ref();
        let video = entry.result.as_ref().and_then(VideoTask::video);
        let saved = entry
            .proof
            .as_ref()
            .filter(|_| entry.state == TaskState::Saved);
        Self::Entry {
            id: entry.id.as_ref(),
            task: entry.task.0,
            name: &entry.client_ref,
            account: entry.account.as_str(),
            state: entry.state.as_str(),
            in_hand: entry.is_held,
            model: request.map(CreateVideo::model),
            prompt: request.map(CreateVideo::prompt),
            destination: entry.destination.as_deref(),
            video_url: video.map(|video| video.url().as_str()),
            path: saved.map(|proof| &*proof.place),
            bytes: saved.map(|proof| proof.bytes),
            error: entry.trouble.as_ref().map(|trouble| &*trouble.message),
            note: entry.note.as_deref(),
            submitted: unix_seconds(entry.submitted_at),
            changed: unix_seconds(entry.changed_at),
        }
    }

    /// Tells whether a person finds this on standard output.
    pub(crate) fn is_result(&self) -> bool {
        !matches!(self, Self::Regression { .. } | Self::PollError { .. })
    }
}

/// Returns a path as a person says it who stands in the current folder.
fn near(path: &str) -> &str {
    let Ok(here) = std::env::current_dir() else {
        return path;
    };
    let below = Path::new(path).strip_prefix(here).ok();
    let below = below.and_then(Path::to_str);
    below.filter(|below| !below.is_empty()).unwrap_or(path)
}

fn unix_seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// Returns a time in seconds, to the millisecond.
pub(crate) fn seconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1000.0).round() / 1000.0
}

/// Writes the event for a person; empty where another line says it better.
impl fmt::Display for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Created { id, model, status } => write!(f, "{id} created ({model}, {status})"),
            Self::Task {
                id,
                status,
                model,
                video_url,
                actual_duration,
                error,
                ..
            } => {
                write!(f, "{id} {status}")?;
                if let Some(model) = model {
                    write!(f, " ({model})")?;
                }
                if let Some(error) = error {
                    write!(f, ": {error}")?;
                }
                result(f, *actual_duration, *video_url)
            }
            // What a terminal status brings has a line of its own.
            Self::Status { status, .. } if status.is_terminal() => Ok(()),
            Self::Status { id, status, .. } => write!(f, "{id} {status}"),
            Self::Regression {
                id,
                status,
                previous,
            } => write!(f, "{id}: an outdated answer says {status} after {previous}"),
            Self::PollError {
                id,
                message,
                retry_in,
                ..
            } => {
                write!(f, "{id}: {message}")?;
                match retry_in {
                    Some(wait) => write!(f, "; asking again in {wait:.1} s"),
                    None => Ok(()),
                }
            }
            Self::Completed {
                id,
                video_url,
                actual_duration,
                polls,
                elapsed,
                ..
            } => {
                let noun = if *polls == 1 { "poll" } else { "polls" };
                write!(f, "{id} completed after {elapsed:.1} s and {polls} {noun}")?;
                result(f, *actual_duration, Some(*video_url))
            }
            Self::Saved {
                path,
                bytes,
                sha256,
                ..
            } => write!(f, "saved {} ({bytes} bytes, sha256 {sha256})", near(path)),
            Self::Failed { id, error, .. } => {
                let error = error.unwrap_or("the service gave no reason");
                write!(f, "{id} failed: {error}")
            }
            Self::GaveUp { id, message, .. } => write!(f, "{id}: {message}"),
            Self::Submitted { task, name, is_new } => {
                let known = if *is_new { "" } else { " (known before)" };
                write!(f, "#{task} {name}{known}")
            }
            // These two have a form of their own for a person.
            Self::Entry { .. } | Self::Config { .. } => Ok(()),
            Self::Error { message, .. } => f.write_str(message),
        }
    }
}

fn result(
    f: &mut fmt::Formatter<'_>,
    actual_duration: Option<Quantity>,
    url: Option<&str>,
) -> fmt::Result {
    if let Some(seconds) = actual_duration {
        write!(f, ", {seconds} s of video")?;
    }
    match url {
        Some(url) => write!(f, ": {url}"),
        None => Ok(()),
    }
}
