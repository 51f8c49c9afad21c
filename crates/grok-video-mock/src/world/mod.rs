//! The simulated service's state: tasks, their scripts, seeded randomness.
//!
//! Pure: virtual time is an argument, and nothing here reads a clock, opens a
//! socket or knows about HTTP. **`now` must never run backwards between calls
//! of one world.**

mod account;
mod completion;
mod create;
mod directives;
mod draw;
mod planted;
mod polls;
mod progress;
mod random;
mod reached;
mod rules;
mod script;
mod spread;
mod task;
#[cfg(test)]
mod timeline;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

pub use account::RateLimit;
pub(crate) use account::{Accounts, NoBalance};
pub use completion::Completion;
pub(crate) use completion::Url;
pub(crate) use create::CreateRequest;
pub(crate) use planted::Planted;
pub(crate) use polls::Polls;
pub(crate) use random::Random;
pub(crate) use script::End;
pub use script::Script;
pub use spread::Spread;
pub(crate) use task::{Asset, Completed, IsOver, State, Task};

use draw::draw;

/// The seconds of video a planted task is taken to have been asked for.
const PLANTED_DURATION: u64 = 10;

/// All tasks and accounts of one simulated service.
#[derive(Debug)]
pub(crate) struct World {
    seed: u64,
    epoch: u64,
    random: Random,
    script: Option<Script>,
    pub(crate) accounts: Accounts,
    /// In the order of their making; replaced in place when planted again.
    tasks: Vec<Task>,
    places: BTreeMap<Arc<str>, usize>,
}

impl World {
    /// Makes an empty world in which virtual time zero is the Unix time
    /// `epoch`, in seconds. Created tasks follow `script`, or one drawn for
    /// each.
    pub(crate) fn new(seed: u64, epoch: u64, script: Option<Script>, accounts: Accounts) -> Self {
        Self {
            seed,
            epoch,
            random: Random::new(seed),
            script,
            accounts,
            tasks: Vec::new(),
            places: BTreeMap::new(),
        }
    }

    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// Returns the Unix time, in whole seconds, of an instant.
    pub(crate) fn unix_time(&self, at: Duration) -> u64 {
        self.epoch.saturating_add(at.as_secs())
    }

    pub(crate) fn tasks(&self) -> &[Task] {
        &self.tasks
    }

    pub(crate) fn task(&self, id: &str) -> Option<&Task> {
        self.places.get(id).map(|place| &self.tasks[*place])
    }

    /// Makes a task that `key` pays for and returns its id.
    pub(crate) fn create(
        &mut self,
        request: &CreateRequest,
        key: &str,
        now: Duration,
    ) -> Result<Arc<str>, NoBalance> {
        let price = self.accounts.charge(key)?;
        let mut random = self.random.fork();
        let id: Arc<str> = random.task_id().into();
        let signature = random.next_u64();
        let script = match &self.script {
            Some(script) => script.clone(),
            None => draw(
                request.model,
                request.duration,
                request.n_images,
                &mut random,
            ),
        };
        let (progress, end) = request.directives.apply(script).begin(now, &mut random);
        self.insert(Task {
            id: Arc::clone(&id),
            model: request.model.into(),
            progress,
            end,
            asked: request.duration,
            price,
            signature,
            created: now,
            polls: Polls::default(),
        });
        Ok(id)
    }

    /// Adds a task with a chosen id, in place of one that has it already.
    pub(crate) fn plant(&mut self, planted: &Planted, now: Duration) {
        let mut random = self.random.fork();
        let signature = random.next_u64();
        let script = match planted.script.as_ref().or(self.script.as_ref()) {
            Some(script) => script.clone(),
            None => draw(&planted.model, PLANTED_DURATION, 0, &mut random),
        };
        let (progress, end) = script.begin(now, &mut random);
        self.insert(Task {
            id: planted.id().into(),
            model: planted.model.as_str().into(),
            progress,
            end,
            asked: PLANTED_DURATION,
            price: None,
            signature,
            created: now,
            polls: Polls::default(),
        });
    }

    /// Takes note that somebody asks for a task, whatever the answer will be;
    /// returns how long after the time before.
    pub(crate) fn note_poll(&mut self, id: &str, now: Duration) -> Option<Duration> {
        self.task_mut(id)?.polls.note(now)
    }

    /// Tells a task, if there is one, that a query is about to be answered.
    pub(crate) fn poll(&mut self, id: &str, now: Duration) {
        if let Some(task) = self.task_mut(id) {
            task.poll(now);
        }
    }

    /// Moves a task by hand; `None` if there is none.
    pub(crate) fn step(&mut self, id: &str, now: Duration) -> Option<Result<(), IsOver>> {
        Some(self.task_mut(id)?.step(now))
    }

    /// Ends a task by hand; `None` if there is none.
    pub(crate) fn finish(
        &mut self,
        id: &str,
        end: End,
        now: Duration,
    ) -> Option<Result<(), IsOver>> {
        Some(self.task_mut(id)?.finish(end, now))
    }

    /// Holds a task where it is, or lets it go on; `None` if there is none.
    pub(crate) fn set_held(&mut self, id: &str, is_held: bool, now: Duration) -> Option<()> {
        let progress = &mut self.task_mut(id)?.progress;
        if is_held {
            progress.hold(now);
        } else {
            progress.release(now);
        }
        Some(())
    }

    fn task_mut(&mut self, id: &str) -> Option<&mut Task> {
        let place = *self.places.get(id)?;
        self.tasks.get_mut(place)
    }

    fn insert(&mut self, task: Task) {
        let end = self.tasks.len();
        let place = *self.places.entry(Arc::clone(task.id())).or_insert(end);
        if place == end {
            self.tasks.push(task);
        } else {
            self.tasks[place] = task;
        }
    }
}
