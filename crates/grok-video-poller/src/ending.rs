//! How a watch ends.

use core::fmt;
use core::time::Duration;

use grok_video_types::VideoTask;

use crate::{PollError, provider};

/// Says what the end of a watch was.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Ending {
    /// The task is completed.
    Completed {
        /// The task, with its result.
        task: VideoTask,
        /// How long the result can still be saved; `None` where nobody knows, so save it at once.
        ///
        /// A result URL is usually valid for 24 hours (D) from a moment that nobody tells. The
        /// moment is taken to be the last poll that found the task pending, or the start of the
        /// watch of a task that was [just created](crate::Watch::just_created); an hour is taken off
        /// for safety. A watch that finds nothing but the result can't tell how old that is.
        save_within: Option<Duration>,
    },
    /// The task failed at the service.
    Failed {
        /// The task, with the reason.
        task: VideoTask,
    },
    /// The service knows no such task: it said so twice in a row.
    NotFound(PollError),
    /// The key is refused, or the account has no balance.
    Denied(PollError),
    /// The service refuses to tell.
    Rejected(PollError),
    /// The task is completed, but four answers in a row named no result URL.
    NoVideoUrl(PollError),
    /// Something outside the service is wrong, and asking again cannot mend it.
    Fatal(PollError),
    /// Polls failed for five minutes without a good answer between them. The task may be well.
    Outage(PollError),
    /// There is no further poll before the deadline: it has come, the last poll before it has been
    /// made, or floor or hint forbid one until then. The task may be well.
    GaveUp {
        /// The trouble that the last poll had, if any.
        last_error: Option<PollError>,
    },
    /// The caller cancelled the watch.
    Cancelled,
}

impl Ending {
    /// For how long a result is taken to be there: the 24 hours for which its URL is usually valid (D), less one for
    /// safety.
    pub const SAVEABLE: Duration = provider::SAVEABLE;

    /// Tells whether the task itself is over: it is completed or failed, and no later watch would
    /// find anything else.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        matches!(self, Self::Completed { .. } | Self::Failed { .. })
    }

    /// Returns how old the result is at most, up to the 23 hours for which it can be saved; `None` where nobody
    /// knows, and where there is no result.
    ///
    /// ```
    /// use core::time::Duration;
    /// use grok_video_poller::{Next, Observation, Schedule, Tick, Watch};
    ///
    /// let mut watch = Watch::new("video_1".parse()?, Schedule::default(), Tick::ZERO).just_created();
    /// let body = br#"{"id":"video_1","status":"completed","video_url":"https://cdn.example.com/1.mp4"}"#;
    /// let Next::WaitUntil(then) = watch.next(Tick::ZERO) else { panic!() };
    /// let Next::Query(ticket) = watch.next(then) else { panic!() };
    /// let _ = watch.observe(ticket, then, Observation::http(200, body));
    /// let Next::Finished(outcome) = watch.next(then) else { panic!() };
    /// assert_eq!(outcome.ending.result_age(), Some(then.since(Tick::ZERO)));
    /// # Ok::<(), grok_video_types::InvalidTaskId>(())
    /// ```
    #[must_use]
    pub fn result_age(&self) -> Option<Duration> {
        match self {
            Self::Completed {
                save_within: Some(left),
                ..
            } => Some(provider::SAVEABLE.saturating_sub(*left)),
            _ => None,
        }
    }

    /// Returns the error that ended the watch, or that its last poll had.
    #[must_use]
    pub fn error(&self) -> Option<&PollError> {
        match self {
            Self::NotFound(error)
            | Self::Denied(error)
            | Self::Rejected(error)
            | Self::NoVideoUrl(error)
            | Self::Fatal(error)
            | Self::Outage(error) => Some(error),
            Self::GaveUp { last_error } => last_error.as_ref(),
            Self::Completed { .. } | Self::Failed { .. } | Self::Cancelled => None,
        }
    }
}

/// Says what happened and what to do about it.
impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Completed { task, .. } | Self::Failed { task } => task.fmt(f),
            Self::GaveUp { last_error } => {
                f.write_str("not over, and there is no further poll before the deadline")?;
                if let Some(error) = last_error {
                    write!(f, "; the last one failed: {error}")?;
                }
                f.write_str("; go on from the checkpoint")
            }
            Self::Outage(error) => write!(
                f,
                "no good answer for five minutes: {error}; go on from the checkpoint later"
            ),
            Self::Cancelled => f.write_str("the watch was cancelled; go on from the checkpoint"),
            Self::NotFound(error)
            | Self::Denied(error)
            | Self::Rejected(error)
            | Self::NoVideoUrl(error)
            | Self::Fatal(error) => write!(f, "{error}; {}", error.kind.advice()),
        }
    }
}
