//! Draws the steps of a history: what a worker would do, what it never should, and what was met least so far.

use std::time::Duration;

use super::content::{proof, result, trouble};
use super::coverage::Coverage;
use super::dice::Dice;
use super::met::{Deed, Met, Under};
use super::model::{Model, Task};
use super::step::{By, Call, Grip, Nth, Plea, Step, id};
use crate::{MAX_BATCH, Moment, Pause, Resolution, TaskState, Write};

/// How many names there are, so that they are repeated.
const NAMES: usize = 8;

/// What a step is drawn from.
#[derive(Debug)]
pub(super) struct Draw<'a> {
    pub(super) dice: &'a mut Dice,
    pub(super) model: &'a Model,
    pub(super) coverage: &'a Coverage,
    pub(super) now: Moment,
    pub(super) accounts: usize,
}

impl Draw<'_> {
    pub(super) fn step(&mut self) -> Step {
        if !(0..self.model.sessions.len()).any(|nth| self.model.is_live(nth)) {
            return self.open();
        }
        match self.dice.below(100) {
            0..4 => self.open(),
            4..7 => Step::Beat(self.session()),
            7..9 => Step::Close(self.session()),
            9..20 => self.submit(),
            20..35 => self.lease(),
            35..47 => self.start(),
            47..50 => self.all_at_once(),
            50..76 => self.write(),
            76..83 => self.resolve(),
            83..88 => self.list(),
            88..97 => Step::Pass(self.time()),
            97..98 => Step::Reopen,
            _ => {
                let call = self.dice.pick(&Call::ALL);
                Step::Crowd(call, self.live(), self.grip())
            }
        }
    }

    fn open(&mut self) -> Step {
        let ttls = [
            Duration::from_secs(10),
            Duration::from_secs(30),
            Duration::from_secs(3_600),
            Duration::from_micros(20_000_300),
            Duration::MAX,
        ];
        Step::Open {
            ttl: self.dice.pick(&ttls),
        }
    }

    /// Draws a session: a live one mostly, or one that is over, or that never was.
    fn session(&mut self) -> Nth {
        if self.dice.chance(85) {
            self.live()
        } else {
            self.dice.below(self.model.sessions.len() + 1)
        }
    }

    fn live(&mut self) -> Nth {
        let all = 0..self.model.sessions.len();
        let live: Vec<Nth> = all.filter(|nth| self.model.is_live(*nth)).collect();
        if live.is_empty() {
            return self.model.sessions.len();
        }
        self.dice.pick(&live)
    }

    fn account(&mut self) -> u8 {
        self.dice.below(self.accounts) as u8
    }

    /// Draws a time to pass: often to the very end of a session or to when a task is due, or next to that.
    fn time(&mut self) -> Duration {
        let ends = self.model.sessions.iter().filter(|it| !it.is_over);
        let mut ends: Vec<Moment> = ends.map(|it| it.until).collect();
        ends.extend(self.model.tasks.iter().map(Task::due_at));
        let day = Moment::from_millis(self.now.as_millis() + 86_400_000);
        ends.retain(|end| (self.now..day).contains(end));
        if ends.is_empty() || self.dice.chance(50) {
            return Duration::from_millis(self.dice.pick(&[1, 2, 900, 3_000, 8_000, 40_000]));
        }
        let ahead = self.dice.pick(&ends).since(self.now);
        match self.dice.below(3) {
            0 => ahead.saturating_sub(Duration::from_millis(1)),
            1 => ahead,
            _ => ahead + Duration::from_millis(1),
        }
    }

    fn plea(&mut self) -> Plea {
        Plea {
            account: self.account(),
            name: self.dice.below(NAMES) as u8,
            work: if self.dice.chance(70) {
                Ok(self.dice.below(2) as u8)
            } else {
                Err(self.dice.below(2) as u8)
            },
            destination: self.dice.chance(75).then(|| self.dice.below(2) as u8),
        }
    }

    /// Draws a plea that a name was submitted with, so that it is known and not in conflict.
    fn known(&mut self) -> Plea {
        let task = self.dice.below(self.model.tasks.len());
        let task = self.model.tasks.get(task);
        task.map_or_else(|| self.plea(), |task| task.plea)
    }

    fn submit(&mut self) -> Step {
        let n = self.dice.pick(&[0, 1, 1, 1, 2, 3, 4]);
        let mut intents: Vec<Plea> = Vec::new();
        for _ in 0..n {
            let plea = match self.dice.below(10) {
                0..5 => self.known(),
                5..6 if !intents.is_empty() => self.dice.pick(&intents),
                6..7 if !intents.is_empty() => Plea {
                    work: Ok(9),
                    ..self.dice.pick(&intents)
                },
                _ => self.plea(),
            };
            intents.push(plea);
        }
        let hold = self.dice.chance(60).then(|| self.session());
        Step::Submit { intents, hold }
    }

    fn lease(&mut self) -> Step {
        let n = match self.dice.below(20) {
            0 => 0,
            1 => MAX_BATCH,
            2..9 => 10,
            _ => 1 + self.dice.below(3),
        };
        let horizon = if self.dice.chance(40) {
            None
        } else {
            Some(self.time())
        };
        Step::Lease {
            session: self.session(),
            account: self.account(),
            n,
            horizon,
        }
    }

    /// Draws a task, now and then one that there isn't.
    fn task(&mut self) -> Nth {
        let n = self.model.tasks.len();
        if n == 0 || self.dice.chance(3) {
            n + self.dice.below(3)
        } else {
            self.dice.below(n)
        }
    }

    fn grip(&mut self) -> Grip {
        let task = self.task();
        let n_leases = self.model.tasks.get(task).map_or(0, Task::n_leases);
        let by = match self.dice.below(20) {
            0 => By::Zero,
            1..3 => By::Ahead,
            3 => By::Highest,
            4..7 => By::Lease(self.dice.below(n_leases + 1)),
            _ => By::Lease(n_leases),
        };
        Grip { task, by }
    }

    /// Draws the latest lease of a task in this state, if there is one, or else any.
    fn grip_in(&mut self, state: TaskState) -> Grip {
        let tasks = self.model.tasks.iter().enumerate();
        let fit: Vec<Nth> = tasks
            .filter(|(_, task)| task.state() == state && task.valid_lease().is_some())
            .map(|(nth, _)| nth)
            .collect();
        if fit.is_empty() {
            return self.grip();
        }
        let task = self.dice.pick(&fit);
        Grip {
            task,
            by: By::Lease(self.model.tasks[task].n_leases()),
        }
    }

    fn start(&mut self) -> Step {
        let mut tasks = Vec::new();
        for _ in 0..1 + self.dice.below(3) {
            let is_honest = self.dice.chance(60);
            tasks.push(if is_honest {
                self.grip_in(TaskState::Intent)
            } else {
                self.grip()
            });
        }
        let holder = tasks
            .first()
            .and_then(|grip| self.model.tasks.get(grip.task));
        let holder = holder.and_then(Task::holder);
        let session = match holder {
            Some(holder) if self.dice.chance(75) => holder,
            _ => self.session(),
        };
        Step::Start { session, tasks }
    }

    fn write(&mut self) -> Step {
        let n = self.dice.pick(&[1, 1, 1, 2, 3, 6]);
        let mut writes: Vec<(Grip, Write)> = Vec::new();
        for _ in 0..n {
            let last = writes.last().cloned();
            let again = last.filter(|_| self.dice.chance(15));
            writes.push(again.unwrap_or_else(|| self.one_write()));
        }
        Step::Write(writes)
    }

    /// Draws the same for all tasks that can take it, so that many become alike and free.
    fn all_at_once(&mut self) -> Step {
        let deed = self
            .dice
            .pick(&[Deed::Completed, Deed::Release, Deed::Release]);
        let (write, is_to_complete) = (self.content(deed), deed == Deed::Completed);
        let tasks = self.model.tasks.iter().enumerate();
        let fit = tasks.filter(|(_, task)| match task.state() {
            TaskState::Active => true,
            TaskState::Intent | TaskState::Completed => !is_to_complete,
            _ => false,
        });
        let writes = fit.filter_map(|(task, it)| {
            let by = By::Lease(it.valid_lease()?);
            Some((Grip { task, by }, write.clone()))
        });
        Step::Write(writes.collect())
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
        let under = super::coverage::under(self.model, grip);
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

    fn resolve(&mut self) -> Step {
        let tasks = self.model.tasks.iter().enumerate();
        let stuck: Vec<Nth> = tasks
            .filter(|(_, task)| matches!(task.state(), TaskState::Unknown | TaskState::Failed))
            .map(|(nth, _)| nth)
            .collect();
        let task = if stuck.is_empty() || self.dice.chance(30) {
            self.task()
        } else {
            self.dice.pick(&stuck)
        };
        let n = self.dice.below(3) as u8;
        let resolution = match self.dice.below(5) {
            0..2 => Resolution::Exists(id(n)),
            2..4 => Resolution::Send,
            _ => Resolution::Drop(trouble(n)),
        };
        Step::Resolve(task, resolution)
    }

    fn list(&mut self) -> Step {
        let n_states = self.dice.below(4);
        let states = if self.dice.chance(50) {
            (0..n_states)
                .map(|_| self.dice.pick(&TaskState::ALL))
                .collect()
        } else {
            Vec::new()
        };
        Step::List {
            account: self.dice.chance(50).then(|| self.account()),
            name: self.dice.chance(40).then(|| self.dice.below(NAMES) as u8),
            states,
            after: self.dice.chance(50).then(|| self.task()),
            n: self.dice.pick(&[0, 1, 2, 5, MAX_BATCH]),
        }
    }
}
