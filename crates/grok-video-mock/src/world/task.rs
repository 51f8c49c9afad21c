use std::sync::Arc;
use std::time::Duration;

use super::script::{Length, Pace, Script};

/// How long a result's URL lives, in virtual time from the task's completion.
pub(crate) const RESULT_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// One task and what it is going to do.
///
/// ```text
/// queued ──► processing ──► completed
///                     └───► failed
/// ```
///
/// Nothing moves backwards, and the two ends are final.
#[derive(Debug)]
pub(crate) struct Task {
    id: Arc<str>,
    model: Box<str>,
    script: Script,
    /// The seconds of video that were asked for.
    asked: u64,
    signature: u64,
    created: Duration,
    n_polls: usize,
    /// When a task that is paced by polls first showed its end.
    shown_over: Option<Duration>,
}

/// What a task is doing at one instant.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum State<'a> {
    Queued,
    Processing,
    Completed { asset: Asset, seconds: Option<f64> },
    Failed { message: &'a str },
}

/// The right to fetch a completed task's video.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asset {
    pub(crate) signature: u64,
    /// In virtual time, like every other instant here.
    pub(crate) expires: Duration,
}

impl Task {
    pub(super) fn new(
        id: Arc<str>,
        model: &str,
        script: Script,
        asked: u64,
        signature: u64,
        now: Duration,
    ) -> Self {
        Self {
            id,
            model: model.into(),
            script,
            asked,
            signature,
            created: now,
            n_polls: 0,
            shown_over: None,
        }
    }

    pub(crate) fn id(&self) -> &Arc<str> {
        &self.id
    }

    pub(crate) fn model(&self) -> &str {
        &self.model
    }

    pub(crate) fn created(&self) -> Duration {
        self.created
    }

    pub(crate) fn n_polls(&self) -> usize {
        self.n_polls
    }

    /// Counts a query, which is what moves a task that is paced by polls.
    pub(super) fn poll(&mut self, now: Duration) {
        self.n_polls += 1;
        if self.shown_over.is_none()
            && matches!(self.script.pace, Pace::Polled { .. })
            && self.step(now) == Step::Over
        {
            self.shown_over = Some(now);
        }
    }

    /// Returns what the task is doing; looking does not count as a query.
    pub(crate) fn state(&self, now: Duration) -> State<'_> {
        match (self.step(now), &self.script.failure) {
            (Step::Queued, _) => State::Queued,
            (Step::Processing, _) => State::Processing,
            (Step::Over, Some(message)) => State::Failed { message },
            (Step::Over, None) => State::Completed {
                asset: Asset {
                    signature: self.signature,
                    expires: self.over_at(now).saturating_add(RESULT_LIFETIME),
                },
                seconds: match self.script.length {
                    Length::AsAsked => Some(self.asked as f64),
                    Length::Seconds(seconds) => Some(seconds),
                    Length::Absent => None,
                },
            },
        }
    }

    fn step(&self, now: Duration) -> Step {
        match self.script.pace {
            Pace::Timed { queued, processing } => {
                let age = now.saturating_sub(self.created);
                Step::at(age, queued, queued.saturating_add(processing))
            }
            Pace::Polled {
                n_queued,
                n_processing,
            } => match self.n_polls.checked_sub(1) {
                Some(n_before) => {
                    Step::at(n_before, n_queued, n_queued.saturating_add(n_processing))
                }
                None => Step::Queued,
            },
        }
    }

    fn over_at(&self, now: Duration) -> Duration {
        match self.script.pace {
            Pace::Timed { queued, processing } => self
                .created
                .saturating_add(queued)
                .saturating_add(processing),
            Pace::Polled { .. } => self.shown_over.unwrap_or(now),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Queued,
    Processing,
    Over,
}

impl Step {
    fn at<T: PartialOrd + Copy>(progress: T, processing_from: T, over_from: T) -> Self {
        if progress < processing_from {
            Self::Queued
        } else if progress < over_from {
            Self::Processing
        } else {
            Self::Over
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn task(script: Script) -> Task {
        Task::new(
            "video_1".into(),
            "grok_video3",
            script,
            10,
            1,
            Duration::from_secs(100),
        )
    }

    /// Polls `task` and returns how far along the answer shows it to be.
    fn rank(task: &mut Task, now: Duration) -> u8 {
        task.poll(now);
        match task.state(now) {
            State::Queued => 0,
            State::Processing => 1,
            State::Completed { .. } | State::Failed { .. } => 2,
        }
    }

    fn script() -> impl Strategy<Value = Script> {
        let milliseconds = || (0_u64..10_000).prop_map(Duration::from_millis);
        let pace = prop_oneof![
            (milliseconds(), milliseconds())
                .prop_map(|(queued, processing)| Script::after(queued, processing)),
            (0_usize..10, 0_usize..10).prop_map(|(n, m)| Script::after_polls(n, m)),
        ];
        (pace, any::<bool>()).prop_map(|(script, fails)| {
            if fails {
                script.then_fail("no")
            } else {
                script
            }
        })
    }

    proptest! {
        #[test]
        fn statuses_only_move_forward_and_terminal_is_absorbing(
            script in script(),
            steps in prop::collection::vec(0_u64..3_000, 1..40),
        ) {
            let mut task = task(script);
            let mut now = task.created();
            let mut seen = 0;
            let mut end = None;
            for step in steps {
                now += Duration::from_millis(step);
                let rank = rank(&mut task, now);
                prop_assert!(rank >= seen);
                seen = rank;
                if rank == 2 {
                    // Not only terminal for good, but the same to the letter.
                    let shown = format!("{:?}", task.state(now));
                    prop_assert_eq!(end.get_or_insert_with(|| shown.clone()), &shown);
                }
            }
        }

        #[test]
        fn boundaries_are_exact(queued in 1_u64..10_000, processing in 1_u64..10_000) {
            let (queued, processing) = (Duration::from_nanos(queued), Duration::from_nanos(processing));
            let mut task = task(Script::after(queued, processing));
            let nanosecond = Duration::from_nanos(1);
            let start = task.created();
            prop_assert_eq!(rank(&mut task, start + queued - nanosecond), 0);
            prop_assert_eq!(rank(&mut task, start + queued), 1);
            prop_assert_eq!(rank(&mut task, start + queued + processing - nanosecond), 1);
            prop_assert_eq!(rank(&mut task, start + queued + processing), 2);
        }

        #[test]
        fn polls_are_counted_exactly(n_queued in 0_usize..20, n_processing in 0_usize..20) {
            let mut task = task(Script::after_polls(n_queued, n_processing));
            let now = task.created();
            let ranks: Vec<u8> = (0..n_queued + n_processing + 3).map(|_| rank(&mut task, now)).collect();
            prop_assert_eq!(ranks.iter().filter(|rank| **rank == 0).count(), n_queued);
            prop_assert_eq!(ranks.iter().filter(|rank| **rank == 1).count(), n_processing);
        }
    }

    #[test]
    fn a_task_nobody_asked_about_is_queued() {
        assert_eq!(
            task(Script::after_polls(0, 0)).state(Duration::MAX),
            State::Queued
        );
    }
}
