use std::time::Duration;

/// What becomes of a task, and when.
///
/// A script has a pace (by virtual time or by the number of queries) and an
/// end (completed, unless [`then_fail`](Self::then_fail) says otherwise).
///
/// ```
/// use std::time::Duration;
/// use grok_video_mock::Script;
///
/// let usual = Script::after(Duration::from_secs(5), Duration::from_secs(120));
/// let short = Script::immediate().actual_duration(6);
/// let rejected = Script::after_polls(1, 2).then_fail("The prompt was rejected");
/// # let _ = (usual, short, rejected);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    pub(super) pace: Pace,
    pub(super) failure: Option<Box<str>>,
    pub(super) length: Length,
}

/// When a task moves on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// So long queued, then so long processing.
    Timed {
        queued: Duration,
        processing: Duration,
    },
    /// So many queries answered `queued`, then so many answered `processing`.
    Polled {
        n_queued: usize,
        n_processing: usize,
    },
}

/// What a completed task answers as `actualDuration`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Length {
    /// The seconds that the create call asked for.
    AsAsked,
    Seconds(f64),
    /// The field is left out.
    Absent,
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
        Self::with_pace(Pace::Timed { queued, processing })
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

    /// Ends the task as `failed` with this `message` in `error`.
    #[must_use]
    pub fn then_fail(mut self, message: impl Into<String>) -> Self {
        self.failure = Some(message.into().into_boxed_str());
        self
    }

    /// Sets the `actualDuration` of a completed task, in seconds (default: the
    /// duration asked for; 10 for a planted task). Whole numbers are written
    /// as JSON integers.
    ///
    /// # Panics
    ///
    /// Panics if `seconds` is negative or not finite: JSON can't say so.
    #[must_use]
    pub fn actual_duration(mut self, seconds: impl Into<f64>) -> Self {
        let seconds = seconds.into();
        assert!(
            seconds.is_finite() && seconds >= 0.0,
            "an actual duration is a number of seconds, not {seconds}"
        );
        self.length = Length::Seconds(seconds);
        self
    }

    /// Leaves `actualDuration` out of the completed answer, as the service may.
    #[must_use]
    pub fn without_actual_duration(mut self) -> Self {
        self.length = Length::Absent;
        self
    }

    /// Returns this script with another pace and the same end.
    pub(super) fn paced(self, pace: Pace) -> Self {
        Self { pace, ..self }
    }

    fn with_pace(pace: Pace) -> Self {
        Self {
            pace,
            failure: None,
            length: Length::AsAsked,
        }
    }
}
