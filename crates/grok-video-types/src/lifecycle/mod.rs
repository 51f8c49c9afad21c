//! What a row of answers about one task means.

mod form;

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::{Status, TaskId, VideoTask};

/// Follows one task through the answers that were observed of it.
///
/// ```text
///             ┌──────────────── skip ────────────────┐
/// (none) ─► queued ─► processing ─► completed | failed ─┐
///   First   Advanced    Advanced         ▲ Unchanged ───┘
/// ```
///
/// - Polls skip states, so any step forward is [`Advanced`](Transition::Advanced).
/// - A step back (a stale replica answers) is [`Regressed`](Transition::Regressed), and the state
///   that was known is kept.
/// - A terminal answer absorbs: any other status after it is
///   [`Contradicted`](Transition::Contradicted), and the first terminal answer is kept. The same
///   terminal status again is `Unchanged`, and a fresh result URL in it is taken.
/// - An unknown status has no rank: it neither regresses nor makes others regress.
///
/// Through serde it is stored and read again with all that it knows.
///
/// ```
/// use grok_video_types::{Lifecycle, State, Transition, VideoTask};
/// let id = "video_1".parse()?;
/// let mut lifecycle = Lifecycle::new(id);
/// let processing = VideoTask::new("video_1".parse()?, State::Processing);
/// let stale = VideoTask::new("video_1".parse()?, State::Queued);
/// assert_eq!(lifecycle.observe(processing)?, Transition::First);
/// assert!(matches!(lifecycle.observe(stale)?, Transition::Regressed { .. }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "form::Form", into = "form::Form")]
pub struct Lifecycle {
    id: TaskId,
    latest: Option<VideoTask>,
    /// The highest rank seen: an unknown status in between does not lower it.
    rank: Option<Rank>,
}

/// Orders the known statuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Queued,
    Processing,
    Terminal,
}

impl Rank {
    fn of(status: &Status) -> Option<Self> {
        match status {
            Status::Queued => Some(Self::Queued),
            Status::Processing => Some(Self::Processing),
            Status::Completed | Status::Failed => Some(Self::Terminal),
            Status::Other(_) => None,
        }
    }

    /// Returns a status of this rank.
    fn status(self) -> Status {
        match self {
            Self::Queued => Status::Queued,
            Self::Processing => Status::Processing,
            Self::Terminal => Status::Completed,
        }
    }
}

impl Lifecycle {
    /// Starts to follow the task `id`, of which nothing has been observed yet.
    #[must_use]
    pub fn new(id: TaskId) -> Self {
        Self {
            id,
            latest: None,
            rank: None,
        }
    }

    /// Returns the id of the task that is followed.
    #[must_use]
    pub fn id(&self) -> &TaskId {
        &self.id
    }

    /// Returns the furthest state observed so far.
    #[must_use]
    pub fn latest(&self) -> Option<&VideoTask> {
        self.latest.as_ref()
    }

    /// Takes the next answer and tells what it means after those before it.
    ///
    /// # Errors
    /// When the answer is about another task; nothing changes then.
    pub fn observe(&mut self, task: VideoTask) -> Result<Transition, WrongTask> {
        if *task.id() != self.id {
            return Err(WrongTask {
                expected: self.id.clone(),
                got: task.id().clone(),
            });
        }
        let to = task.status();
        let rank = Rank::of(&to);
        let Some(latest) = &self.latest else {
            self.take(task, rank);
            return Ok(Transition::First);
        };
        let from = latest.status();
        if from == to {
            self.take(task, rank);
            return Ok(Transition::Unchanged);
        }
        if self.rank == Some(Rank::Terminal) {
            return Ok(Transition::Contradicted {
                kept: from,
                got: to,
            });
        }
        if rank.is_some() && rank < self.rank {
            return Ok(Transition::Regressed {
                kept: from,
                got: to,
            });
        }
        self.take(task, rank);
        Ok(Transition::Advanced { from, to })
    }

    fn take(&mut self, task: VideoTask, rank: Option<Rank>) {
        self.latest = Some(task);
        self.rank = self.rank.max(rank);
    }
}

/// Says what an answer means after those observed before it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Transition {
    /// Nothing had been observed before.
    First,
    /// The status is the same as before.
    Unchanged,
    /// The task went on, perhaps over states that no poll saw.
    Advanced {
        /// The status before.
        from: Status,
        /// The status now.
        to: Status,
    },
    /// The answer is older than one observed before; the state that was known is kept.
    Regressed {
        /// The status that is kept.
        kept: Status,
        /// The status of the answer.
        got: Status,
    },
    /// The task was over and the answer says otherwise; the first terminal answer is kept.
    Contradicted {
        /// The status that is kept.
        kept: Status,
        /// The status of the answer.
        got: Status,
    },
}

/// Says that an answer is about another task than the one that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WrongTask {
    /// The task that was asked for.
    pub expected: TaskId,
    /// The task that the answer is about.
    pub got: TaskId,
}

impl fmt::Display for WrongTask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { expected, got } = self;
        write!(
            f,
            "asked for task {expected}, but the answer is about {got}"
        )
    }
}

impl core::error::Error for WrongTask {}
