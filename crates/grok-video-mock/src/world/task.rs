use std::sync::Arc;
use std::time::Duration;

use super::completion::{Completion, Length};
use super::polls::Polls;
use super::progress::Progress;
use super::reached::Step;
use super::script::End;

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
    pub(super) id: Arc<str>,
    pub(super) model: Box<str>,
    pub(super) progress: Progress,
    pub(super) end: End,
    /// The seconds of video that were asked for.
    pub(super) asked: u64,
    /// What was paid for it.
    pub(super) price: Option<u64>,
    pub(super) signature: u64,
    pub(super) created: Duration,
    pub(super) polls: Polls,
}

/// What a task is doing at one instant.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum State<'a> {
    Queued,
    Processing,
    Completed(Completed<'a>),
    Failed { message: &'a str },
}

/// What there is to tell of a completed task.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Completed<'a> {
    pub(crate) asset: Asset,
    pub(crate) completion: &'a Completion,
    /// The length of the video in seconds, unless it is kept quiet.
    pub(crate) seconds: Option<f64>,
    /// What the task cost, unless it is kept quiet.
    pub(crate) amount: Option<f64>,
}

/// The right to fetch a completed task's video.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asset {
    pub(crate) signature: u64,
    /// In virtual time, like every other instant here.
    pub(crate) expires: Duration,
}

/// Says that a task was to be moved that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct IsOver;

impl Task {
    pub(crate) fn id(&self) -> &Arc<str> {
        &self.id
    }

    pub(crate) fn model(&self) -> &str {
        &self.model
    }

    pub(crate) fn created(&self) -> Duration {
        self.created
    }

    pub(crate) fn polls(&self) -> &Polls {
        &self.polls
    }

    /// Returns what the task is doing; looking does not count as a query.
    pub(crate) fn state(&self, now: Duration) -> State<'_> {
        self.at(self.progress.step(now), now)
    }

    /// Returns what the task did before, as a replica might that is behind;
    /// `None` if it did nothing before.
    pub(crate) fn earlier(&self, now: Duration) -> Option<State<'_>> {
        let step = self.progress.step(now).previous()?;
        Some(self.at(step, now))
    }

    /// Returns since when the task was processing; `None` if it never was, be
    /// it that it has not come so far or that it was over at once.
    pub(crate) fn processing_at(&self, now: Duration) -> Option<Duration> {
        self.progress.processing_at(now)
    }

    /// Returns since when the task is over; `None` if it is not.
    pub(crate) fn over_at(&self, now: Duration) -> Option<Duration> {
        self.progress.over_at(now)
    }

    /// Says whether the task is held, which none is that is over.
    pub(crate) fn is_held(&self) -> bool {
        self.progress.is_held()
    }

    /// Takes note of a query that the service is about to answer.
    pub(super) fn poll(&mut self, now: Duration) {
        self.progress.poll(now);
    }

    /// Moves the task on by one step.
    pub(super) fn step(&mut self, now: Duration) -> Result<(), IsOver> {
        let next = self.progress.step(now).next().ok_or(IsOver)?;
        self.progress.reach(next, now);
        Ok(())
    }

    /// Ends the task.
    pub(super) fn finish(&mut self, end: End, now: Duration) -> Result<(), IsOver> {
        if self.progress.step(now) == Step::Over {
            return Err(IsOver);
        }
        self.end = end;
        self.progress.reach(Step::Over, now);
        Ok(())
    }

    fn at(&self, step: Step, now: Duration) -> State<'_> {
        match (step, &self.end) {
            (Step::Queued, _) => State::Queued,
            (Step::Processing, _) => State::Processing,
            (Step::Over, End::Failed(message)) => State::Failed { message },
            (Step::Over, End::Completed(completion)) => State::Completed(Completed {
                asset: Asset {
                    signature: self.signature,
                    // That it is over now is what brought it here.
                    expires: (self.over_at(now).unwrap_or(now)).saturating_add(RESULT_LIFETIME),
                },
                completion,
                seconds: match completion.length {
                    Length::AsAsked => Some(self.asked as f64),
                    Length::Seconds(seconds) => Some(seconds),
                    Length::Absent => None,
                },
                amount: completion.amount.or(self.price.map(|price| price as f64)),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::world::Script;
    use crate::world::random::Random;

    fn task(script: Script) -> Task {
        let created = Duration::from_secs(100);
        let (progress, end) = script.begin(created, &mut Random::new(1));
        Task {
            id: "video_1".into(),
            model: "grok_video3".into(),
            progress,
            end,
            asked: 10,
            price: None,
            signature: 1,
            created,
            polls: Polls::default(),
        }
    }

    /// Polls `task` and returns how far along the answer shows it to be.
    fn rank(task: &mut Task, now: Duration) -> u8 {
        task.poll(now);
        match task.state(now) {
            State::Queued => 0,
            State::Processing => 1,
            State::Completed(_) | State::Failed { .. } => 2,
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

    #[test]
    fn what_is_over_can_not_be_moved() {
        let mut task = task(Script::immediate().then_fail("no"));
        let now = task.created();
        let done = End::Completed(Box::default());
        assert_eq!(task.step(now), Err(IsOver));
        assert_eq!(task.finish(done, now), Err(IsOver));
        assert_eq!(task.state(now), State::Failed { message: "no" });
        assert_eq!(task.earlier(now), Some(State::Processing));
    }
}
