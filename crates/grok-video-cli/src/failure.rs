//! What went wrong, for a person and for a script.

use std::fmt::Display;

use grok_video::ledger::{LedgerError, TaskNo, TaskState, Trouble};
use grok_video::poller::PollError;
use grok_video::save::{SaveError, SaveErrorKind};
use grok_video::transport::{DownloadErrorKind, ErrorKind};
use grok_video::types::{ApiError, ApiErrorKind, plain_text};
use grok_video::{Error, GenerateError, NotSaved, NotSavedReason, TaskId, one_line};

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
                       don't create it again before you know; see grok-video list";
        Self::new("outcome_unknown", message.to_owned(), Exit::OutcomeUnknown)
    }

    /// Says that the ledger can't be used; nothing was sent.
    pub(crate) fn no_ledger(error: &(impl Display + ?Sized)) -> Self {
        let message = format!(
            "{error}; nothing was sent; give another place with --ledger, or do without by --no-ledger"
        );
        Self::new("io", message, Exit::Usage)
    }

    /// Says that the ledger could not be read or written.
    pub(crate) fn of_ledger(error: &LedgerError) -> Self {
        Self::io(&one_line(error))
    }

    /// Says that another program has the task in hand.
    pub(crate) fn in_other_hands(task: TaskNo) -> Self {
        let message = format!(
            "task {task} of the ledger is in another program's hands, which goes on with it; \
             see grok-video list"
        );
        Self::new("io", message, Exit::GaveUp)
    }

    /// Says that an earlier create call of the same may have been taken.
    pub(crate) fn unknown_before(task: TaskNo) -> Self {
        let message = format!(
            "task {task} of the ledger is the same, and may exist and be paid; nothing was sent; \
             find out, and say so with: grok-video resolve {} --id ID, --send or --drop",
            task.0
        );
        Self::new("outcome_unknown", message, Exit::OutcomeUnknown)
    }

    /// Says that a task of the ledger may exist without anybody knowing its id.
    pub(crate) fn unknown(task: TaskNo) -> Self {
        let message = format!(
            "task {task} of the ledger may exist and be paid; it is not sent again; \
             find out, and say so with: grok-video resolve {} --id ID, --send or --drop",
            task.0
        );
        Self::new("outcome_unknown", message, Exit::OutcomeUnknown)
    }

    /// Says that a task ended in an earlier run, and why.
    pub(crate) fn over_before(task: TaskNo, trouble: &Trouble) -> Self {
        let kind = KINDS.into_iter().find(|kind| *kind == &*trouble.kind);
        let message = format!(
            "task {task} of the ledger failed before: {}; make it anew with: grok-video resolve {} --send",
            plain_text(&trouble.message, LONGEST),
            task.0
        );
        match kind {
            Some(kind) => Self::new(kind, message, exit_of(kind)),
            None => Self::new("rejected", message, Exit::TaskFailed),
        }
    }

    /// Says why a video was not made, as far as no event has told it.
    pub(crate) fn of_generate(error: &GenerateError) -> Self {
        match error {
            GenerateError::Create(error) => Self::of_create(error),
            GenerateError::Destination(error) => Self::target(error),
            GenerateError::Storage(error) => Self::io(&one_line(error)),
            GenerateError::NotSaved(error) => Self::from(&**error),
            GenerateError::Ledger(error) => Self::of_ledger(error),
            GenerateError::NotText(_) => Self::usage(&one_line(error)),
            GenerateError::Lost(task) => Self::in_other_hands(*task),
            GenerateError::Known(entry) => match (entry.state, &entry.trouble) {
                (TaskState::Failed, Some(trouble)) => Self::over_before(entry.task, trouble),
                (TaskState::Unknown, _) => Self::unknown(entry.task),
                _ => Self::in_other_hands(entry.task),
            },
            GenerateError::NotWritten { id, error } => {
                let message = format!(
                    "task {id} was created and paid, but can't be written down: {}; \
                     keep its id, and go on with: grok-video wait {id}",
                    one_line(&**error)
                );
                Self::io(&message).with_id(Some(id))
            }
            _ => Self::io(&one_line(error)),
        }
    }

    /// Says which of several it is about.
    pub(crate) fn about(self, name: &str) -> Self {
        Self {
            message: format!("{name}: {}", self.message),
            ..self
        }
    }

    /// Says why no task was created.
    pub(crate) fn of_create(error: &Error) -> Self {
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

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        let kind = if error.outcome_unknown() {
            "outcome_unknown"
        } else {
            error.kind().as_str()
        };
        let mut message = format!("{}; {}", one_line(error), error.advice());
        if error.outcome_unknown() {
            message += "; see grok-video list";
        }
        Self::new(kind, message, exit_of(kind)).with_id(error.task_id())
    }
}

impl From<&NotSaved> for Failure {
    fn from(error: &NotSaved) -> Self {
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
            NotSavedReason::NotGranted(_) => ("rate_limited", RUN_AGAIN),
            NotSavedReason::Query(query) => (query.kind().as_str(), query.advice()),
            NotSavedReason::Save(save) => match save.kind() {
                SaveErrorKind::NotMp4 | SaveErrorKind::WrongLength => ("corrupt", RUN_AGAIN),
                SaveErrorKind::NotDurable => ("io", "the file is there; copy it to be sure"),
                _ => ("io", RUN_AGAIN),
            },
            NotSavedReason::Storage(_) => ("io", RUN_AGAIN),
            // A URL had expired, and the task has no result any more.
            _ => ("expired", "ask for the task's state with: grok-video query"),
        };
        let message = format!("{}; {hint}", one_line(error));
        Self::new(kind, message, Exit::NotSaved).with_id(Some(&error.id))
    }
}

const RUN_AGAIN: &str = "`grok-video save` can try again while the URL lives";

/// The longest text of an earlier error that is shown, in bytes.
const LONGEST: usize = 512;

/// The kinds of errors: a contract with scripts.
const KINDS: [&str; 21] = [
    "usage",
    "unauthorized",
    "forbidden",
    "payment_required",
    "not_found",
    "rejected",
    "rate_limited",
    "server",
    "malformed",
    "no_video_url",
    "too_large",
    "timeout",
    "connect",
    "tls",
    "redirect",
    "no_route",
    "out_of_scope",
    "outcome_unknown",
    "expired",
    "corrupt",
    "io",
];

fn exit_of(kind: &str) -> Exit {
    match kind {
        "unauthorized" | "forbidden" | "payment_required" => Exit::Denied,
        "not_found" => Exit::NotFound,
        "outcome_unknown" => Exit::OutcomeUnknown,
        "expired" | "corrupt" | "io" => Exit::NotSaved,
        _ => Exit::Network,
    }
}
