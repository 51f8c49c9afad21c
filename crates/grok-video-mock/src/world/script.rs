use std::time::Duration;

use super::completion::Completion;
use super::progress::Progress;
use super::random::Random;
use super::spread::Spread;

/// What becomes of a task, and when.
///
/// A script has a pace (by virtual time, by the number of queries, or by hand)
/// and an end (completed, unless [`then_fail`](Self::then_fail) says otherwise).
///
/// ```
/// use std::time::Duration;
/// use grok_video_mock::{Completion, Script, Spread};
///
/// let usual = Script::after(Duration::from_secs(5), Duration::from_secs(120));
/// let drawn = Script::drawn(
///     Duration::from_secs(2)..=Duration::from_secs(20),
///     Spread::log_normal(Duration::from_secs(150), 0.3),
/// );
/// let short = Script::immediate().then_complete(Completion::new().seconds(6));
/// let rejected = Script::after_polls(1, 2).then_fail("The prompt was rejected");
/// let by_hand = Script::manual();
/// # let _ = (usual, drawn, short, rejected, by_hand);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    pace: Pace,
    end: End,
}

/// When a task moves on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Pace {
    /// So long queued, then so long processing.
    Timed { queued: Spread, processing: Spread },
    /// So many queries answered `queued`, then so many answered `processing`.
    Polled {
        n_queued: usize,
        n_processing: usize,
    },
    /// Not before somebody says so.
    Manual,
}

/// What a task comes to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum End {
    Completed(Box<Completion>),
    Failed(Box<str>),
}

impl Script {
    /// Returns a script that is over by the first query.
    ///
    /// The create call still answers `queued`, as the service does.
    #[must_use]
    pub fn immediate() -> Self {
        Self::after(Duration::ZERO, Duration::ZERO)
    }

    /// Returns a script that stays queued for `queued` and then processing for
    /// `processing`, in virtual time since the task was made.
    ///
    /// A boundary belongs to what comes next: at exactly `queued` the task is
    /// processing, at exactly `queued + processing` it is over.
    #[must_use]
    pub fn after(queued: Duration, processing: Duration) -> Self {
        Self::drawn(queued, processing)
    }

    /// Returns a script like [`after`](Self::after) whose times are drawn for
    /// each task, when it is made.
    #[must_use]
    pub fn drawn(queued: impl Into<Spread>, processing: impl Into<Spread>) -> Self {
        Self::with_pace(Pace::Timed {
            queued: queued.into(),
            processing: processing.into(),
        })
    }

    /// Returns a script whose first `n_queued` queries see `queued`, the next
    /// `n_processing` see `processing`, and every later one the end.
    #[must_use]
    pub fn after_polls(n_queued: usize, n_processing: usize) -> Self {
        Self::with_pace(Pace::Polled {
            n_queued,
            n_processing,
        })
    }

    /// Returns a script that stays queued until
    /// [`step`](crate::MockServer::step), [`complete`](crate::MockServer::complete)
    /// or [`fail`](crate::MockServer::fail) moves the task.
    #[must_use]
    pub fn manual() -> Self {
        Self::with_pace(Pace::Manual)
    }

    /// Ends the task as `failed` with this `message` in `error`.
    #[must_use]
    pub fn then_fail(mut self, message: impl Into<String>) -> Self {
        self.end = End::Failed(message.into().into_boxed_str());
        self
    }

    /// Ends the task as `completed` with what `completion` says.
    #[must_use]
    pub fn then_complete(mut self, completion: Completion) -> Self {
        self.end = End::Completed(Box::new(completion));
        self
    }

    /// Returns this script with another pace and the same end.
    pub(super) fn paced(self, pace: Pace) -> Self {
        Self { pace, ..self }
    }

    /// Begins the script: draws what is to be drawn.
    pub(super) fn begin(self, now: Duration, random: &mut Random) -> (Progress, End) {
        let progress = match self.pace {
            Pace::Timed { queued, processing } => {
                Progress::timed(queued.draw(random), processing.draw(random), now)
            }
            Pace::Polled {
                n_queued,
                n_processing,
            } => Progress::polled(n_queued, n_processing),
            Pace::Manual => Progress::manual(),
        };
        (progress, self.end)
    }

    fn with_pace(pace: Pace) -> Self {
        Self {
            pace,
            end: End::Completed(Box::default()),
        }
    }
}
