use std::time::Duration;

use super::reached::{Reached, Step};

/// How far a task is, and what moves it on.
#[derive(Debug, Clone)]
pub(super) struct Progress {
    mover: Mover,
    is_held: bool,
    /// What is settled. Beside it counts, unless the task is held, what time has moved since.
    reached: Reached,
}

/// What moves a task on, unless it is held.
#[derive(Debug, Clone)]
enum Mover {
    Time(Time),
    Queries(Queries),
    Hand,
}

#[derive(Debug, Clone)]
struct Time {
    processing_from: Duration,
    over_from: Duration,
    /// How much of the task's time was behind it at `since`, or is if it is held.
    lived: Duration,
    since: Duration,
}

#[derive(Debug, Clone)]
struct Queries {
    n_queued: usize,
    n_processing: usize,
    /// How many queries have moved it.
    n: usize,
}

impl Progress {
    pub(super) fn timed(queued: Duration, processing: Duration, now: Duration) -> Self {
        Self::new(Mover::Time(Time {
            processing_from: queued,
            over_from: queued.saturating_add(processing),
            lived: Duration::ZERO,
            since: now,
        }))
    }

    pub(super) fn polled(n_queued: usize, n_processing: usize) -> Self {
        Self::new(Mover::Queries(Queries {
            n_queued,
            n_processing,
            n: 0,
        }))
    }

    pub(super) fn manual() -> Self {
        Self::new(Mover::Hand)
    }

    fn new(mover: Mover) -> Self {
        Self {
            mover,
            is_held: false,
            reached: Reached::default(),
        }
    }

    pub(super) fn step(&self, now: Duration) -> Step {
        self.reached(now).step()
    }

    /// Returns since when the task was processing; `None` if it never was, be
    /// it that it has not come so far or that it was over at once.
    pub(super) fn processing_at(&self, now: Duration) -> Option<Duration> {
        self.reached(now).processing_at()
    }

    /// Returns since when the task is over; `None` if it is not.
    pub(super) fn over_at(&self, now: Duration) -> Option<Duration> {
        self.reached(now).over_at()
    }

    /// Says whether the task is held, which none is that is over.
    pub(super) fn is_held(&self) -> bool {
        self.is_held && self.reached.step() != Step::Over
    }

    /// Takes note of a query, before it is answered.
    pub(super) fn poll(&mut self, now: Duration) {
        let Mover::Queries(queries) = &mut self.mover else {
            return;
        };
        if !self.is_held {
            let step = queries.step();
            queries.n += 1;
            self.reached.reach(step, now);
        }
    }

    /// Lets the task move no further by itself; one that is over stays so.
    pub(super) fn hold(&mut self, now: Duration) {
        self.settle(now);
        self.is_held = self.reached.step() != Step::Over;
    }

    /// Lets a held task go on from where it is.
    pub(super) fn release(&mut self, now: Duration) {
        self.settle(now);
        self.is_held = false;
    }

    /// Moves the task to a later step, which then begins now.
    pub(super) fn reach(&mut self, step: Step, now: Duration) {
        self.settle(now);
        let step = match &mut self.mover {
            Mover::Time(time) => {
                time.lived = match step {
                    Step::Queued => Duration::ZERO,
                    Step::Processing => time.processing_from,
                    Step::Over => time.over_from,
                };
                // A step that takes no time is passed, unless the task is held there.
                if self.is_held { step } else { time.step() }
            }
            Mover::Queries(queries) => {
                queries.n = match step {
                    Step::Queued => 0,
                    Step::Processing => queries.n_queued,
                    Step::Over => queries.over_from(),
                };
                step
            }
            Mover::Hand => step,
        };
        self.reached.reach(step, now);
    }

    /// Writes down what time has moved, so that it is not forgotten when the
    /// task's time no longer runs as it did.
    fn settle(&mut self, now: Duration) {
        self.reached = self.reached(now);
        if let Mover::Time(time) = &mut self.mover {
            if !self.is_held {
                time.lived = time.lived(now);
            }
            time.since = now;
        }
    }

    fn reached(&self, now: Duration) -> Reached {
        let mut reached = self.reached;
        if let Mover::Time(time) = &self.mover
            && !self.is_held
        {
            if time.processing_from < time.over_from
                && let Some(at) = time.passed(time.processing_from, now)
            {
                reached.reach(Step::Processing, at);
            }
            if let Some(at) = time.passed(time.over_from, now) {
                reached.reach(Step::Over, at);
            }
        }
        reached
    }
}

impl Time {
    fn step(&self) -> Step {
        Step::at(self.lived, self.processing_from, self.over_from)
    }

    /// Returns how much of the task's time is behind it, while it runs.
    fn lived(&self, now: Duration) -> Duration {
        self.lived.saturating_add(now.saturating_sub(self.since))
    }

    /// Returns when so much of the task's time was behind it, or `since` if it
    /// was before that; `None` if there is more to come.
    fn passed(&self, boundary: Duration, now: Duration) -> Option<Duration> {
        let missing = boundary.saturating_sub(self.lived);
        (self.lived(now) >= boundary).then(|| self.since.saturating_add(missing))
    }
}

impl Queries {
    /// Returns what the next query is to see.
    fn step(&self) -> Step {
        Step::at(self.n, self.n_queued, self.over_from())
    }

    fn over_from(&self) -> usize {
        self.n_queued.saturating_add(self.n_processing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_held_task_does_not_age() {
        let mut progress = Progress::timed(2 * SECOND, 3 * SECOND, Duration::ZERO);
        progress.hold(SECOND);
        assert_eq!(progress.step(100 * SECOND), Step::Queued);
        progress.release(100 * SECOND);
        progress.release(100 * SECOND + SECOND / 2);
        assert_eq!(progress.step(101 * SECOND), Step::Processing);
        assert_eq!(progress.over_at(104 * SECOND), Some(104 * SECOND));
        progress.hold(104 * SECOND);
        assert_eq!(
            (progress.step(105 * SECOND), progress.over_at(105 * SECOND)),
            (Step::Over, Some(104 * SECOND))
        );
    }

    #[test]
    fn a_step_by_hand_leaves_the_next_its_whole_time() {
        let mut progress = Progress::timed(60 * SECOND, 10 * SECOND, Duration::ZERO);
        progress.reach(Step::Processing, SECOND);
        assert_eq!(progress.step(10 * SECOND), Step::Processing);
        assert_eq!(progress.step(11 * SECOND), Step::Over);

        let mut progress = Progress::polled(5, 2);
        progress.reach(Step::Processing, SECOND);
        let mut seen = Vec::new();
        for _ in 0..3 {
            progress.poll(SECOND);
            seen.push(progress.step(SECOND));
        }
        assert_eq!(seen, [Step::Processing, Step::Processing, Step::Over]);
    }

    #[test]
    fn a_held_task_can_be_moved_by_hand_and_stays_held() {
        for mut progress in [
            Progress::timed(SECOND, SECOND, Duration::ZERO),
            Progress::polled(1, 1),
            Progress::manual(),
        ] {
            progress.hold(Duration::ZERO);
            progress.reach(Step::Processing, Duration::ZERO);
            for _ in 0..5 {
                progress.poll(9 * SECOND);
            }
            assert_eq!(progress.step(9 * SECOND), Step::Processing);
            progress.reach(Step::Over, 10 * SECOND);
            assert_eq!(progress.step(10 * SECOND), Step::Over);
            assert_eq!(progress.over_at(10 * SECOND), Some(10 * SECOND));
        }
    }
}
