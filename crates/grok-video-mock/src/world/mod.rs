//! The simulated service's state: tasks, their scripts, seeded randomness.
//!
//! Pure: virtual time is an argument, and nothing here reads a clock, opens a
//! socket or knows about HTTP. **`now` must never run backwards between calls
//! of one world.**

mod create;
mod directives;
mod draw;
mod invalid;
mod random;
mod rules;
mod script;
mod task;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

pub(crate) use create::CreateRequest;
pub use script::Script;
pub(crate) use task::{Asset, State, Task};

use draw::draw;
use random::Random;

/// The seconds of video a planted task is taken to have been asked for.
const PLANTED_DURATION: u64 = 10;

/// All tasks of one simulated service.
#[derive(Debug)]
pub(crate) struct World {
    seed: u64,
    epoch: u64,
    random: Random,
    script: Option<Script>,
    /// In the order of their making; replaced in place when planted again.
    tasks: Vec<Task>,
    places: BTreeMap<Arc<str>, usize>,
}

impl World {
    /// Makes an empty world in which virtual time zero is the Unix time
    /// `epoch`, in seconds. Created tasks follow `script`, or one drawn for
    /// each.
    pub(crate) fn new(seed: u64, epoch: u64, script: Option<Script>) -> Self {
        Self {
            seed,
            epoch,
            random: Random::new(seed),
            script,
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

    /// Makes a task and returns its id.
    pub(crate) fn create(&mut self, request: &CreateRequest, now: Duration) -> Arc<str> {
        let mut random = self.random.fork();
        let id: Arc<str> = random.task_id().into();
        let signature = random.next_u64();
        let script = self
            .script
            .clone()
            .unwrap_or_else(|| draw(request, &mut random));
        let script = request.directives.apply(script);
        self.insert(Task::new(
            Arc::clone(&id),
            request.model,
            script,
            request.duration,
            signature,
            now,
        ));
        id
    }

    /// Adds a task with a chosen id, in place of one that has it already.
    pub(crate) fn plant(&mut self, id: &str, model: &str, script: Script, now: Duration) {
        let signature = self.random.fork().next_u64();
        self.insert(Task::new(
            id.into(),
            model,
            script,
            PLANTED_DURATION,
            signature,
            now,
        ));
    }

    /// Counts a query of a task, if there is such a task.
    pub(crate) fn poll(&mut self, id: &str, now: Duration) {
        if let Some(place) = self.places.get(id) {
            self.tasks[*place].poll(now);
        }
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
