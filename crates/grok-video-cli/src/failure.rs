//! What went wrong, for a person and for a script.

use std::fmt::Display;

use grok_video::poller::PollError;
use grok_video::save::{SaveError, SaveErrorKind};
use grok_video::transport::{DownloadErrorKind, ErrorKind};
use grok_video::types::{ApiError, ApiErrorKind};
use grok_video::{Error, NotSaved, NotSavedReason, TaskId, one_line};

use crate::exit::Exit;

/// Holds the one line that ends a command, or a task's part of it.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) kind: &'static str,
    pub(crate) id: Option<TaskId>,
    pub(crate) message: String,
    pub(crate) exit: Exit,
}

impl Failure {
    /// Says that the arguments or the configuration are wrong; nothing was sent.
    pub(crate) fn usage(message: &(impl Display + ?Sized)) -> Self {
        Self::new("usage", message.to_string(), Exit::Usage)
    }

    /// Says that something on this machine is wrong.
    pub(crate) fn io(message: &str) -> Self {
        Self::new("io", message.to_owned(), Exit::NotSaved)
    }

    /// Says that a result cannot be saved where it should be; nothing was sent.
    pub(crate) fn target(error: &SaveError) -> Self {
        Self::io(&one_line(error))
    }

    /// Says that the user interrupted a create call that may have been sent.
    pub(crate) fn interrupted_create() -> Self {
        let message = "interrupted while the task was being created: it may exist and be paid; \
                       don't create it again before you know";
        Self::new("outcome_unknown", message.to_owned(), Exit::OutcomeUnknown)
    }

    /// Says why no task was created.
    pub(crate) fn of_create(error: Error) -> Self {
        let no_task = ErrorKind::Api(ApiErrorKind::NotFound);
        if error.kind() != no_task || error.outcome_unknown() {
            return error.into();
        }
        // There is no task yet that could be unknown: what is missing is the path.
        let words = error.api().map(ApiError::message).unwrap_or_default();
        let colon = if words.is_empty() { "" } else { ": " };
        let message = format!(
            "the server takes no create calls (HTTP 404){colon}{words}; check the base URL"
        );
        Self::new("no_route", message, Exit::Network)
    }

    pub(crate) fn of_poll(id: &TaskId, error: &PollError) -> Self {
        let kind = error.kind.as_str();
        let message = format!("task {id}: {error}; {}", error.kind.advice());
        Self::new(kind, message, exit_of(kind)).with_id(Some(id))
    }

    fn new(kind: &'static str, message: String, exit: Exit) -> Self {
        Self {
            kind,
            id: None,
            message,
            exit,
        }
    }

    fn with_id(self, id: Option<&TaskId>) -> Self {
        Self {
            id: id.cloned(),
            ..self
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let kind = if error.outcome_unknown() {
            "outcome_unknown"
        } else {
            error.kind().as_str()
        };
        let message = format!("{}; {}", one_line(&error), error.advice());
        Self::new(kind, message, exit_of(kind)).with_id(error.task_id())
    }
}

impl From<NotSaved> for Failure {
    fn from(error: NotSaved) -> Self {
        let (kind, hint) = match &error.reason {
            NotSavedReason::Download(download) => match download.kind() {
                DownloadErrorKind::Expired => ("expired", "the service gives no fresh URL"),
                DownloadErrorKind::OutOfScope => ("out_of_scope", "nothing was sent there"),
                DownloadErrorKind::TooLarge => ("too_large", "no video is that large"),
                DownloadErrorKind::Tls => ("tls", RUN_AGAIN),
                DownloadErrorKind::Timeout(_) => ("timeout", RUN_AGAIN),
                DownloadErrorKind::Corrupt => ("corrupt", RUN_AGAIN),
                DownloadErrorKind::Status(_) => ("server", RUN_AGAIN),
                _ => ("connect", RUN_AGAIN),
            },
            NotSavedReason::Query(query) => (query.kind().as_str(), query.advice()),
            NotSavedReason::Save(save) => match save.kind() {
                SaveErrorKind::NotMp4 | SaveErrorKind::WrongLength => ("corrupt", RUN_AGAIN),
                SaveErrorKind::NotDurable => ("io", "the file is there; copy it to be sure"),
                _ => ("io", RUN_AGAIN),
            },
            // A URL had expired, and the task has no result any more.
            _ => ("expired", "ask for the task's state with: grok-video query"),
        };
        let message = format!("{}; {hint}", one_line(&error));
        Self::new(kind, message, Exit::NotSaved).with_id(Some(&error.id))
    }
}

const RUN_AGAIN: &str = "`grok-video save` can try again while the URL lives";

fn exit_of(kind: &str) -> Exit {
    match kind {
        "unauthorized" | "forbidden" | "payment_required" => Exit::Denied,
        "not_found" => Exit::NotFound,
        "outcome_unknown" => Exit::OutcomeUnknown,
        _ => Exit::Network,
    }
}
