//! A task that borrows its texts from the answer that showed it.

use alloc::borrow::Cow;
use core::fmt;

use crate::result_url::WithoutQuery;
use crate::{
    Failure, Model, Quantity, ResultUrl, State, Status, TaskId, UnknownName, Video, VideoTask,
};

/// Holds what one answer says of a task, as long as its bytes are there: see [`decode_ref`].
///
/// It is the twin of [`VideoTask`] for those who look at many answers and keep few. Everything in
/// it was checked as there; [`VideoTask::from`] makes the task that can be kept.
///
/// [`decode_ref`]: crate::decode_ref
#[derive(Debug, Clone, PartialEq)]
pub struct VideoTaskRef<'a> {
    pub(crate) id: Cow<'a, str>,
    pub(crate) created: Option<u64>,
    pub(crate) model: Option<ModelRef<'a>>,
    pub(crate) state: StateRef<'a>,
}

/// Names a model, known or not.
#[derive(Clone, PartialEq)]
pub(crate) enum ModelRef<'a> {
    Known(Model),
    Other(Cow<'a, str>),
}

impl ModelRef<'_> {
    fn as_str(&self) -> &str {
        match self {
            Self::Known(model) => model.as_str(),
            Self::Other(name) => name,
        }
    }
}

impl fmt::Debug for ModelRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl<'a> VideoTaskRef<'a> {
    /// Returns the id (D: `id`), checked as a [`TaskId`] is.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the creation time in Unix seconds (D: `created`), where the answer told one.
    #[must_use]
    pub fn created(&self) -> Option<u64> {
        self.created
    }

    /// Returns the name of the model (D: `model`), where the answer told one.
    #[must_use]
    pub fn model(&self) -> Option<&str> {
        self.model.as_ref().map(ModelRef::as_str)
    }

    /// Returns the state, with what belongs to it.
    #[must_use]
    pub fn state(&self) -> &StateRef<'a> {
        &self.state
    }

    /// Returns the status that stands for the state on the wire (D: `status`).
    #[must_use]
    pub fn status(&self) -> &str {
        match &self.state {
            StateRef::Queued => "queued",
            StateRef::Processing => "processing",
            StateRef::Completed(_) => "completed",
            StateRef::Failed(_) => "failed",
            StateRef::Other(name) => name,
        }
    }

    /// Returns the result of a completed task.
    #[must_use]
    pub fn video(&self) -> Option<&VideoRef<'a>> {
        match &self.state {
            StateRef::Completed(video) => Some(video),
            _ => None,
        }
    }

    /// Returns the reason of a failed task.
    #[must_use]
    pub fn failure(&self) -> Option<&FailureRef<'a>> {
        match &self.state {
            StateRef::Failed(failure) => Some(failure),
            _ => None,
        }
    }

    /// Copies what is still borrowed.
    pub(crate) fn into_owned(self) -> VideoTaskRef<'static> {
        VideoTaskRef {
            id: owned(self.id),
            created: self.created,
            model: self.model.map(|model| match model {
                ModelRef::Known(model) => ModelRef::Known(model),
                ModelRef::Other(name) => ModelRef::Other(owned(name)),
            }),
            state: match self.state {
                StateRef::Queued => StateRef::Queued,
                StateRef::Processing => StateRef::Processing,
                StateRef::Completed(video) => StateRef::Completed(VideoRef {
                    url: owned(video.url),
                    last_frame_url: video.last_frame_url.map(owned),
                    ..video
                }),
                StateRef::Failed(failure) => StateRef::Failed(FailureRef {
                    message: failure.message.map(owned),
                }),
                StateRef::Other(name) => StateRef::Other(owned(name)),
            },
        }
    }
}

fn owned(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}

impl fmt::Display for VideoTaskRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "task {} is {}", self.id, self.state)
    }
}

impl From<VideoTaskRef<'_>> for VideoTask {
    #[inline]
    fn from(task: VideoTaskRef<'_>) -> Self {
        let state = match task.state {
            StateRef::Queued => State::Queued,
            StateRef::Processing => State::Processing,
            StateRef::Completed(video) => State::Completed(video.into()),
            StateRef::Failed(failure) => State::Failed(Failure::of_plain(failure.message())),
            StateRef::Other(name) => State::Other(UnknownName::of_plain(&name)),
        };
        let model = task.model.map(|model| match model {
            ModelRef::Known(model) => model,
            ModelRef::Other(name) => Model::Other(UnknownName::of_plain(&name)),
        });
        Self::of_parts(TaskId::of_valid(&task.id), task.created, model, state)
    }
}

/// Says where a task stands, and what comes with that: the borrowed twin of [`State`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum StateRef<'a> {
    /// The task is in the queue.
    Queued,
    /// The model is at work.
    Processing,
    /// The result is there.
    Completed(VideoRef<'a>),
    /// There will be no result.
    Failed(FailureRef<'a>),
    /// The service gave a status that this version does not know, here as plain text.
    Other(Cow<'a, str>),
}

impl StateRef<'_> {
    /// Returns the status that stands for the state on the wire.
    #[must_use]
    pub fn status(&self) -> Status {
        match self {
            Self::Queued => Status::Queued,
            Self::Processing => Status::Processing,
            Self::Completed(_) => Status::Completed,
            Self::Failed(_) => Status::Failed,
            Self::Other(name) => Status::Other(UnknownName::of_plain(name)),
        }
    }
}

impl fmt::Display for StateRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Queued => f.write_str("queued"),
            Self::Processing => f.write_str("processing"),
            Self::Completed(video) => write!(f, "completed: {video}"),
            Self::Failed(failure) => write!(f, "failed: {failure}"),
            Self::Other(name) => f.write_str(name),
        }
    }
}

/// Holds the result of a completed task: the borrowed twin of [`Video`].
#[derive(Clone, PartialEq)]
pub struct VideoRef<'a> {
    pub(crate) url: Cow<'a, str>,
    pub(crate) actual_duration: Option<Quantity>,
    pub(crate) amount: Option<Quantity>,
    pub(crate) total_tokens: Option<Quantity>,
    pub(crate) last_frame_url: Option<Cow<'a, str>>,
}

impl VideoRef<'_> {
    /// Returns where the video can be fetched, signature included: not for a log (D: `video_url`).
    #[must_use]
    pub fn url(&self) -> &str {
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

    /// Returns where a still of the last frame can be fetched, signature included (W:
    /// `last_frame_url`).
    #[must_use]
    pub fn last_frame_url(&self) -> Option<&str> {
        self.last_frame_url.as_deref()
    }
}

impl From<VideoRef<'_>> for Video {
    fn from(video: VideoRef<'_>) -> Self {
        Self {
            url: ResultUrl::of_valid(&video.url),
            actual_duration: video.actual_duration,
            amount: video.amount,
            total_tokens: video.total_tokens,
            last_frame_url: video.last_frame_url.as_deref().map(ResultUrl::of_valid),
        }
    }
}

impl fmt::Debug for VideoRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let still = self.last_frame_url().map(WithoutQuery);
        f.debug_struct("VideoRef")
            .field("url", &format_args!("{}", WithoutQuery(&self.url)))
            .field("actual_duration", &self.actual_duration)
            .field("amount", &self.amount)
            .field("total_tokens", &self.total_tokens)
            .field("last_frame_url", &still)
            .finish()
    }
}

impl fmt::Display for VideoRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(seconds) = self.actual_duration {
            write!(f, "{seconds} s at ")?;
        }
        WithoutQuery(&self.url).fmt(f)
    }
}

/// Holds why a task failed, as plain text: the borrowed twin of [`Failure`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailureRef<'a> {
    pub(crate) message: Option<Cow<'a, str>>,
}

impl FailureRef<'_> {
    /// Returns the service's words (D: `error`), where it gave any.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }
}

impl fmt::Display for FailureRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message().unwrap_or(Failure::NO_REASON))
    }
}
