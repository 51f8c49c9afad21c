//! Draws what is written about tasks.

use std::time::Duration;

use super::Draw;
use crate::conformance::content::{proof, result, trouble};
use crate::conformance::coverage::under as under_of;
use crate::conformance::met::{Deed, Met, Under};
use crate::conformance::step::{By, Grip, Step, id};
use crate::{Pause, TaskState, Write};

impl Draw<'_> {
    pub(super) fn write(&mut self) -> Step {
        let n = self.dice.pick(&[1, 1, 1, 2, 3, 6]);
        let mut writes: Vec<(Grip, Write)> = Vec::new();
        for _ in 0..n {
            let last = writes.last().cloned();
            let again = last.filter(|_| self.dice.chance(15));
            writes.push(again.unwrap_or_else(|| self.one_write()));
        }
        Step::Write(writes)
    }

    /// Draws a release or a result for all tasks that can take it, so that many are free and much alike.
    pub(super) fn all_at_once(&mut self) -> Step {
        let deed = self.dice.pick(&[Deed::Completed, Deed::Release]);
        let mut writes = Vec::new();
        let mut write = self.content(deed);
        for (task, it) in self.model.tasks.iter().enumerate() {
            let can_take = match it.state() {
                TaskState::Active | TaskState::Completed => true,
                TaskState::Intent => deed == Deed::Release,
                _ => false,
            };
            if let Some(lease) = it.valid_lease().filter(|_| can_take) {
                let by = By::Lease(lease);
                writes.push((Grip { task, by }, write.clone()));
            }
            if self.dice.chance(50) {
                write = self.content(deed);
            }
        }
        Step::Write(writes)
    }

    fn one_write(&mut self) -> (Grip, Write) {
        let grip = match self.dice.below(20) {
            0..4 => self.grip_in(TaskState::Sending),
            4 => Grip {
                by: By::Zero,
                ..self.grip_in(TaskState::Sending)
            },
            5 => Grip {
                by: By::Zero,
                ..self.grip_in(TaskState::Unknown)
            },
            _ => self.grip(),
        };
        let Some(task) = self.model.tasks.get(grip.task) else {
            let deed = self.dice.pick(&Deed::ALL);
            return (grip, self.content(deed));
        };
        let under = under_of(self.model, grip);
        let deed = if under == Under::Right && self.dice.chance(60) {
            self.next_of(task.state())
        } else {
            self.least_met(task.state(), under)
        };
        let again = match deed {
            Deed::Created => task.id().map(Write::Created),
            Deed::Saved => task.proof().map(Write::Saved),
            Deed::Fail => task.trouble().map(Write::Fail),
            _ => None,
        };
        match again {
            Some(write) if self.dice.chance(50) => (grip, write),
            _ => (grip, self.content(deed)),
        }
    }

    /// Draws what a worker would write next.
    fn next_of(&mut self, state: TaskState) -> Deed {
        let next: &[Deed] = match state {
            TaskState::Intent => &[Deed::Pause, Deed::Release, Deed::PauseAndRelease],
            TaskState::Sending => &[Deed::Created, Deed::Created, Deed::NotSent, Deed::Unknown],
            TaskState::Unknown => &[Deed::Unknown, Deed::Created],
            TaskState::Active => &[Deed::Completed, Deed::Completed, Deed::Pause, Deed::Release],
            TaskState::Completed => &[Deed::Saving, Deed::Saved, Deed::Pause, Deed::Release],
            TaskState::Saved => &[Deed::Saved],
            TaskState::Failed => &[Deed::Fail],
        };
        self.dice.pick(next)
    }

    fn least_met(&mut self, state: TaskState, under: Under) -> Deed {
        // From a random place on, so that what is equal takes turns.
        let mut deeds = Deed::ALL;
        deeds.rotate_left(self.dice.below(Deed::ALL.len()));
        let times = |deed: &Deed| self.coverage.times(Met::Write(*deed, state, under));
        deeds.into_iter().min_by_key(times).unwrap_or(Deed::Fail)
    }

    fn content(&mut self, deed: Deed) -> Write {
        let n = self.dice.below(3) as u8;
        match deed {
            Deed::Created => Write::Created(id(n)),
            Deed::NotSent => Write::NotSent,
            Deed::Unknown => Write::Unknown,
            Deed::Pause => Write::Reschedule(self.pause(false)),
            Deed::PauseAndRelease => Write::Reschedule(self.pause(true)),
            Deed::Completed => Write::Completed {
                result: result(n),
                age: self.age(),
            },
            Deed::Saving => Write::Saving(proof(n)),
            Deed::Saved => Write::Saved(proof(n)),
            Deed::Fail => Write::Fail(trouble(n)),
            Deed::Release => Write::Release,
        }
    }

    fn age(&mut self) -> Option<Duration> {
        match self.dice.below(10) {
            0..2 => None,
            2 => Some(Duration::MAX),
            3 => Some(Duration::from_micros(1_500)),
            _ => Some(Duration::from_secs(self.dice.below(4) as u64)),
        }
    }

    fn pause(&mut self, release: bool) -> Pause {
        let dues = [
            Duration::ZERO,
            Duration::from_secs(3),
            Duration::from_secs(60),
            Duration::from_micros(2_000_001),
            Duration::MAX,
        ];
        Pause {
            due_in: self.dice.pick(&dues),
            snapshot: self
                .dice
                .chance(60)
                .then(|| format!("watch {}", self.dice.below(9)).into()),
            note: self
                .dice
                .chance(60)
                .then(|| "the account\n is out of money".into()),
            release,
        }
    }
}
