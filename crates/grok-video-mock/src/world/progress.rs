use std::time::Duration;

/// How far a task is, and what moves it on.
#[derive(Debug, Clone)]
pub(super) enum Progress {
    Timed(Timed),
    Polled(Polled),
    Manual(Reached),
}

/// How far along a task is: nothing moves backwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Queued,
    Processing,
    Over,
}

/// A task that moves on as time passes, unless it is held.
#[derive(Debug, Clone)]
pub(super) struct Timed {
    processing_from: Duration,
    over_from: Duration,
    /// How much of its time was behind it at `since`, or is if it is held.
    lived: Duration,
    /// Since when it runs; `None` while it is held, which no task is that is over.
    since: Option<Duration>,
}

/// A task that moves on as it is asked for, unless it is held.
#[derive(Debug, Clone)]
pub(super) struct Polled {
    n_queued: usize,
    n_processing: usize,
    /// How many queries have moved it.
    n: usize,
    is_held: bool,
    reached: Reached,
}

/// A step, and when the last one was reached.
#[derive(Debug, Clone)]
pub(super) struct Reached {
    step: Step,
    over_at: Duration,
}

impl Progress {
    pub(super) fn timed(queued: Duration, processing: Duration, now: Duration) -> Self {
        Self::Timed(Timed {
            processing_from: queued,
            over_from: queued.saturating_add(processing),
            lived: Duration::ZERO,
            since: Some(now),
        })
    }

    pub(super) fn polled(n_queued: usize, n_processing: usize) -> Self {
        Self::Polled(Polled {
            n_queued,
            n_processing,
            n: 0,
            is_held: false,
            reached: Reached::nothing(),
        })
    }

    pub(super) fn manual() -> Self {
        Self::Manual(Reached::nothing())
    }

    pub(super) fn step(&self, now: Duration) -> Step {
        match self {
            Self::Timed(timed) => {
                Step::at(timed.lived(now), timed.processing_from, timed.over_from)
            }
            Self::Polled(polled) => polled.reached.step,
            Self::Manual(reached) => reached.step,
        }
    }

    /// Returns since when the task is over, if it is.
    pub(super) fn over_at(&self) -> Duration {
        match self {
            Self::Timed(timed) => {
                let missing = timed.over_from.saturating_sub(timed.lived);
                timed.since.unwrap_or_default().saturating_add(missing)
            }
            Self::Polled(polled) => polled.reached.over_at,
            Self::Manual(reached) => reached.over_at,
        }
    }

    /// Takes note of a query, before it is answered.
    pub(super) fn poll(&mut self, now: Duration) {
        let Self::Polled(polled) = self else {
            return;
        };
        if !polled.is_held {
            let step = Step::at(
                polled.n,
                polled.n_queued,
                polled.n_queued.saturating_add(polled.n_processing),
            );
            polled.n += 1;
            polled.reached.reach(step, now);
        }
    }

    /// Lets the task move no further by itself; one that is over stays so.
    pub(super) fn hold(&mut self, now: Duration) {
        if self.step(now) == Step::Over {
            return;
        }
        match self {
            Self::Timed(timed) => {
                timed.lived = timed.lived(now);
                timed.since = None;
            }
            Self::Polled(polled) => polled.is_held = true,
            Self::Manual(_) => {}
        }
    }

    /// Lets a held task go on from where it is.
    pub(super) fn release(&mut self, now: Duration) {
        match self {
            Self::Timed(timed) => {
                timed.since.get_or_insert(now);
            }
            Self::Polled(polled) => polled.is_held = false,
            Self::Manual(_) => {}
        }
    }

    /// Moves the task to a later step, which then begins now.
    pub(super) fn reach(&mut self, step: Step, now: Duration) {
        match self {
            Self::Timed(timed) => {
                timed.lived = match step {
                    Step::Queued => Duration::ZERO,
                    Step::Processing => timed.processing_from,
                    Step::Over => timed.over_from,
                };
                if timed.since.is_some() || step == Step::Over {
                    timed.since = Some(now);
                }
            }
            Self::Polled(polled) => {
                polled.n = match step {
                    Step::Queued => 0,
                    Step::Processing => polled.n_queued,
                    Step::Over => polled.n_queued.saturating_add(polled.n_processing),
                };
                polled.reached.reach(step, now);
            }
            Self::Manual(reached) => reached.reach(step, now),
        }
    }
}

impl Timed {
    fn lived(&self, now: Duration) -> Duration {
        let running = self.since.map(|since| now.saturating_sub(since));
        self.lived.saturating_add(running.unwrap_or_default())
    }
}

impl Reached {
    fn nothing() -> Self {
        Self {
            step: Step::Queued,
            over_at: Duration::ZERO,
        }
    }

    fn reach(&mut self, step: Step, now: Duration) {
        if step == Step::Over && self.step != Step::Over {
            self.over_at = now;
        }
        self.step = step.max(self.step);
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
        assert_eq!(progress.over_at(), 104 * SECOND);
        progress.hold(104 * SECOND);
        assert_eq!(
            (progress.step(105 * SECOND), progress.over_at()),
            (Step::Over, 104 * SECOND)
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
            assert_eq!(progress.over_at(), 10 * SECOND);
        }
    }
}
