//! A task as one answer of the service shows it.

use alloc::boxed::Box;
use core::fmt;

use crate::plain_text::plain_text;
use crate::{Model, Quantity, ResultUrl, Status, TaskId, UnknownName};

/// Holds what one answer of the service says of a task.
///
/// A completed task always has a result and a failed one never has: the [`State`] carries them.
///
/// ```
/// use grok_video_types::{ResultUrl, State, Status, Video, VideoTask};
/// let url = ResultUrl::new("https://cdn.example.com/v.mp4")?;
/// let task = VideoTask::new("video_1".parse()?, State::Completed(Video::new(url)));
/// assert_eq!(task.status(), Status::Completed);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct VideoTask {
    id: TaskId,
    created: Option<u64>,
    model: Option<Model>,
    state: State,
}

impl VideoTask {
    /// Makes a task of which nothing is known but its id and state.
    #[must_use]
    pub fn new(id: TaskId, state: State) -> Self {
        Self {
            id,
            created: None,
            model: None,
            state,
        }
    }

    pub(crate) fn of_parts(
        id: TaskId,
        created: Option<u64>,
        model: Option<Model>,
        state: State,
    ) -> Self {
        Self {
            id,
            created,
            model,
            state,
        }
    }

    /// Returns the task with a creation time, in Unix seconds.
    #[must_use]
    pub fn with_created(self, created: u64) -> Self {
        Self {
            created: Some(created),
            ..self
        }
    }

    /// Returns the task with the model that works on it.
    #[must_use]
    pub fn with_model(self, model: Model) -> Self {
        Self {
            model: Some(model),
            ..self
        }
    }

    /// Returns the id (D: `id`).
    #[must_use]
    pub fn id(&self) -> &TaskId {
        &self.id
    }

    /// Returns the creation time in Unix seconds (D: `created`), where the answer told one.
    #[must_use]
    pub fn created(&self) -> Option<u64> {
        self.created
    }

    /// Returns the creation time as the system's clock would tell it.
    #[cfg(feature = "std")]
    #[must_use]
    pub fn created_at(&self) -> Option<std::time::SystemTime> {
        let since = core::time::Duration::from_secs(self.created?);
        std::time::UNIX_EPOCH.checked_add(since)
    }

    /// Returns the model (D: `model`), where the answer told one.
    #[must_use]
    pub fn model(&self) -> Option<&Model> {
        self.model.as_ref()
    }

    /// Returns the state, with what belongs to it.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Returns the status that stands for the state on the wire (D: `status`).
    #[must_use]
    pub fn status(&self) -> Status {
        self.state.status()
    }

    /// Returns the result of a completed task.
    #[must_use]
    pub fn video(&self) -> Option<&Video> {
        match &self.state {
            State::Completed(video) => Some(video),
            _ => None,
        }
    }

    /// Returns the reason of a failed task.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        match &self.state {
            State::Failed(failure) => Some(failure),
            _ => None,
        }
    }
}

impl fmt::Display for VideoTask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "task {} is {}", self.id, self.state)
    }
}

/// Says where a task stands, and what comes with that.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum State {
    /// The task is in the queue.
    Queued,
    /// The model is at work.
    Processing,
    /// The result is there.
    Completed(Video),
    /// There will be no result.
    Failed(Failure),
    /// The service gave a status that this version does not know.
    Other(UnknownName),
}

impl State {
    /// Returns the status that stands for the state on the wire.
    #[must_use]
    pub fn status(&self) -> Status {
        match self {
            Self::Queued => Status::Queued,
            Self::Processing => Status::Processing,
            Self::Completed(_) => Status::Completed,
            Self::Failed(_) => Status::Failed,
            Self::Other(name) => Status::Other(name.clone()),
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Queued => f.write_str("queued"),
            Self::Processing => f.write_str("processing"),
            Self::Completed(video) => write!(f, "completed: {video}"),
            Self::Failed(failure) => write!(f, "failed: {failure}"),
            Self::Other(name) => f.write_str(name.as_str()),
        }
    }
}

/// Holds the result of a completed task.
#[derive(Debug, Clone, PartialEq)]
pub struct Video {
    pub(crate) url: ResultUrl,
    pub(crate) actual_duration: Option<Quantity>,
    pub(crate) amount: Option<Quantity>,
    pub(crate) total_tokens: Option<Quantity>,
    pub(crate) last_frame_url: Option<ResultUrl>,
}

impl Video {
    /// Makes a result of which nothing is known but its URL.
    #[must_use]
    pub fn new(url: ResultUrl) -> Self {
        Self {
            url,
            actual_duration: None,
            amount: None,
            total_tokens: None,
            last_frame_url: None,
        }
    }

    /// Returns the result with its length in seconds.
    #[must_use]
    pub fn with_actual_duration(self, seconds: Quantity) -> Self {
        Self {
            actual_duration: Some(seconds),
            ..self
        }
    }

    /// Returns the result with what the task cost.
    #[must_use]
    pub fn with_amount(self, amount: Quantity) -> Self {
        Self {
            amount: Some(amount),
            ..self
        }
    }

    /// Returns the result with the tokens that the task used.
    #[must_use]
    pub fn with_total_tokens(self, tokens: Quantity) -> Self {
        Self {
            total_tokens: Some(tokens),
            ..self
        }
    }

    /// Returns the result with where a still of the last frame can be fetched.
    #[must_use]
    pub fn with_last_frame_url(self, url: ResultUrl) -> Self {
        Self {
            last_frame_url: Some(url),
            ..self
        }
    }

    /// Returns where the video can be fetched, usually for 24 hours (D: `video_url`).
    #[must_use]
    pub fn url(&self) -> &ResultUrl {
        &self.url
    }

    /// Returns the length of the video in seconds (D: `actualDuration`), where the answer told it.
    #[must_use]
    pub fn actual_duration(&self) -> Option<Quantity> {
        self.actual_duration
    }

    /// Returns what the task cost (W: `amount`), where the answer told it.
    #[must_use]
    pub fn amount(&self) -> Option<Quantity> {
        self.amount
    }

    /// Returns the tokens that the task used (W: `totalTokens`), where the answer told them.
    #[must_use]
    pub fn total_tokens(&self) -> Option<Quantity> {
        self.total_tokens
    }

    /// Returns where a still of the last frame can be fetched (W: `last_frame_url`).
    #[must_use]
    pub fn last_frame_url(&self) -> Option<&ResultUrl> {
        self.last_frame_url.as_ref()
    }
}

impl fmt::Display for Video {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(seconds) = self.actual_duration {
            write!(f, "{seconds} s at ")?;
        }
        write!(f, "{}", self.url)
    }
}

/// Holds why a task failed, as plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    message: Option<Box<str>>,
}

impl Failure {
    /// The longest message kept, in bytes.
    pub const MESSAGE_CAP: usize = 2048;
    /// What is shown where the service gave no reason.
    pub(crate) const NO_REASON: &'static str = "the service gave no reason";

    /// Makes a failure with the service's words, made [plain](plain_text).
    #[must_use]
    pub fn new(message: Option<&str>) -> Self {
        let message = message
            .map(|message| plain_text(message, Self::MESSAGE_CAP))
            .filter(|message| !message.is_empty());
        Self {
            message: message.map(Into::into),
        }
    }

    /// Takes words that are plain and short already.
    pub(crate) fn of_plain(message: Option<&str>) -> Self {
        Self {
            message: message.map(Into::into),
        }
    }

    /// Returns the service's words (D: `error`), where it gave any.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message().unwrap_or(Self::NO_REASON))
    }
}
