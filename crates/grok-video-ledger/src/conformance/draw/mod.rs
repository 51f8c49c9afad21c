//! Draws the steps of a history: what a worker would do, what it never should, and what was met least so far.

mod write;

use std::time::Duration;

use super::content::trouble;
use super::coverage::Coverage;
use super::dice::Dice;
use super::met::{Decision, Met};
use super::model::{Model, Task};
use super::step::{By, Call, Grip, Nth, Plea, Step, id};
use crate::{MAX_BATCH, Moment, Resolution, TaskState, Work};

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
            47..52 => self.all_at_once(),
            52..76 => self.write(),
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
            2..12 => 10,
            _ => 1 + self.dice.below(3),
        };
        let horizon = if self.dice.chance(60) {
            None
        } else {
            Some(self.time())
        };
        let tasks = self.model.tasks.iter();
        let completed = tasks.filter(|it| it.is_free() && it.state() == TaskState::Completed);
        let of: Vec<u8> = completed.map(|it| it.plea.account).collect();
        Step::Lease {
            session: self.session(),
            account: if of.is_empty() || self.dice.chance(50) {
                self.account()
            } else {
                self.dice.pick(&of)
            },
            n,
            horizon,
        }
    }

    /// Draws a task, now and then one that there isn't.
    fn task(&mut self) -> Nth {
        let n = self.model.tasks.len();
        if n == 0 || self.dice.chance(3) {
            return n + self.dice.below(3);
        }
        // By state first, so that those which are rare come as often.
        let state = self.dice.pick(&TaskState::ALL);
        let all = 0..n;
        let fit: Vec<Nth> = all
            .filter(|task| self.model.tasks[*task].state() == state)
            .collect();
        if fit.is_empty() {
            self.dice.below(n)
        } else {
            self.dice.pick(&fit)
        }
    }

    fn grip(&mut self) -> Grip {
        let task = self.task();
        let n_leases = self.model.tasks.get(task).map_or(0, Task::n_leases);
        let by = match self.dice.below(20) {
            0..2 => By::Zero,
            2..4 => By::Ahead,
            4 => By::Highest,
            5..8 => By::Lease(self.dice.below(n_leases + 1)),
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
        let decisions = Decision::ALL;
        let decision = match self.model.tasks.get(task) {
            Some(task) if self.dice.chance(50) => {
                let is_followed = matches!(task.intent.work, Work::Follow(_));
                let met = |it: &Decision| Met::Resolve(*it, task.state(), is_followed);
                let times = |it: &Decision| self.coverage.times(met(it));
                decisions.into_iter().min_by_key(times)
            }
            _ => None,
        };
        let resolution = match decision.unwrap_or_else(|| self.dice.pick(&decisions)) {
            Decision::Exists => Resolution::Exists(id(n)),
            Decision::Send => Resolution::Send,
            Decision::Drop => Resolution::Drop(trouble(n)),
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
