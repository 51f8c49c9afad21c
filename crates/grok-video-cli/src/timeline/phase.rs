//! How far a task was at a time.

use grok_video::types::Status;

/// Says how far a task was. It never goes back to an earlier [rank](Phase::rank).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Phase {
    /// It waited to be sent.
    Waiting,
    /// The service had it, and nobody wrote down how far it was.
    Unrecorded,
    /// It was in the queue of the service.
    Queued,
    /// The model was at work.
    Processing,
    /// A status that this version doesn't know.
    Other(Status),
    /// The result was there, and not saved.
    Completed,
}

impl Phase {
    /// Returns the phase of a status; `None` where the task is over by it.
    pub(super) fn of(status: &Status) -> Option<Self> {
        match status {
            Status::Queued => Some(Self::Queued),
            Status::Processing => Some(Self::Processing),
            Status::Completed => Some(Self::Completed),
            Status::Failed => None,
            other => Some(Self::Other(other.clone())),
        }
    }

    /// Returns how far it is. What the service says of a task that is not over is of one rank.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Self::Waiting => 0,
            Self::Unrecorded => 1,
            Self::Queued | Self::Processing | Self::Other(_) => 2,
            Self::Completed => 3,
        }
    }

    /// Returns what stands in a bar.
    pub(super) fn word(&self) -> &str {
        match self {
            Self::Waiting => "waiting",
            Self::Unrecorded => "not recorded",
            Self::Queued => "queued",
            Self::Processing => "processing",
            Self::Other(status) => status.as_str(),
            Self::Completed => "completed",
        }
    }

    /// Returns the words of the legend.
    pub(super) fn meaning(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting to be sent",
            Self::Unrecorded => "status not recorded",
            Self::Queued => "queued",
            Self::Processing => "processing",
            Self::Other(_) => "another status",
            Self::Completed => "completed, not saved yet",
        }
    }

    /// Returns the class by which the style sheet knows it.
    pub(super) fn class(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Unrecorded => "unrecorded",
            Self::Queued => "queued",
            Self::Processing => "processing",
            Self::Other(_) => "other",
            Self::Completed => "completed",
        }
    }

    /// Returns how high its bar is, so that nobody needs the colour to tell it.
    pub(super) fn height(&self) -> f64 {
        match self {
            Self::Waiting => 4.0,
            Self::Unrecorded => 10.0,
            Self::Queued => 14.0,
            Self::Processing | Self::Other(_) | Self::Completed => 18.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_that_ends_a_task_is_no_phase() {
        assert_eq!(Phase::of(&Status::Failed), None);
        assert_eq!(Phase::of(&Status::Completed), Some(Phase::Completed));
        let other = Status::from("moderating");
        assert_eq!(
            Phase::of(&other).as_ref().map(Phase::word),
            Some("moderating")
        );
    }
}
