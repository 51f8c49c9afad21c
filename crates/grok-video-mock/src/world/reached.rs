use std::time::Duration;

/// How far along a task is: nothing moves backwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Queued,
    Processing,
    Over,
}

/// Which steps a task has reached, and when.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Reached {
    /// `None` also if the task was over without ever having been seen at it.
    processing_at: Option<Duration>,
    over_at: Option<Duration>,
}

impl Reached {
    pub(super) fn step(self) -> Step {
        match (self.processing_at, self.over_at) {
            (_, Some(_)) => Step::Over,
            (Some(_), None) => Step::Processing,
            (None, None) => Step::Queued,
        }
    }

    pub(super) fn processing_at(self) -> Option<Duration> {
        self.processing_at
    }

    pub(super) fn over_at(self) -> Option<Duration> {
        self.over_at
    }

    /// Takes note of a step; one that the task has reached or passed changes nothing.
    pub(super) fn reach(&mut self, step: Step, now: Duration) {
        if step <= self.step() {
            return;
        }
        match step {
            Step::Queued => {}
            Step::Processing => self.processing_at = Some(now),
            Step::Over => self.over_at = Some(now),
        }
    }
}

impl Step {
    /// Returns what comes next, or `None` where nothing does.
    pub(super) fn next(self) -> Option<Self> {
        match self {
            Self::Queued => Some(Self::Processing),
            Self::Processing => Some(Self::Over),
            Self::Over => None,
        }
    }

    /// Returns what came before, or `None` where nothing did.
    pub(super) fn previous(self) -> Option<Self> {
        match self {
            Self::Queued => None,
            Self::Processing => Some(Self::Queued),
            Self::Over => Some(Self::Processing),
        }
    }

    pub(super) fn at<T: PartialOrd + Copy>(progress: T, processing_from: T, over_from: T) -> Self {
        if progress < processing_from {
            Self::Queued
        } else if progress < over_from {
            Self::Processing
        } else {
            Self::Over
        }
    }
}
