//! How a fleet rests and goes on, in another process if need be.

use alloc::vec::Vec;
use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::throttle::Rest;
use super::{Budget, Fleet};
use crate::age::Age;
use crate::version::Version;
use crate::{Snapshot, Tick, Watch};

/// Holds a fleet at rest: its budget, what is left of that, and every task.
///
/// Through serde it has a version, as a [`Snapshot`] has, and the labels are stored as they are. Where there
/// are many tasks, it takes some hundred bytes of each; to store them one by one, or only those that
/// something happened to, take [`Fleet::snapshot_of`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FleetSnapshot<T> {
    version: Version,
    budget: Budget,
    throttle: Rest,
    tasks: Vec<TaskAtRest<T>>,
}

/// Holds one task of a fleet at rest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TaskAtRest<T> {
    /// What the caller calls it.
    pub label: T,
    /// What is known of it.
    pub watch: Snapshot,
}

impl<T> FleetSnapshot<T> {
    /// Returns the tasks.
    #[must_use]
    pub fn tasks(&self) -> &[TaskAtRest<T>] {
        &self.tasks
    }

    /// Returns the snapshot with another budget.
    #[must_use]
    pub fn with_budget(self, budget: Budget) -> Self {
        Self { budget, ..self }
    }
}

impl<T> Fleet<T> {
    /// Goes on at `now` with a fleet that rested for `away`.
    ///
    /// Each task goes on as [`Watch::restore`] says: what is overdue is asked for within the schedule's floor,
    /// at a moment of the task's own. The budget goes on as well: what was used of it stays used, and after a
    /// 429 the rate is what is left of it. Whether the key was refused is forgotten, as it may be another one;
    /// the tasks have other keys.
    ///
    /// ```
    /// use core::time::Duration;
    /// use grok_video_poller::{Fleet, FleetSnapshot, Budget, Schedule, Tick, Watch};
    ///
    /// let mut fleet = Fleet::new(Budget::default());
    /// let watch = Watch::new("video_1".parse()?, Schedule::default(), Tick::ZERO);
    /// fleet.add(watch, "cat.mp4".to_owned(), Tick::ZERO);
    /// let stored = serde_json::to_string(&fleet.snapshot(Tick::ZERO))?;
    /// // Another process, ten seconds later, on a clock of its own:
    /// let snapshot: FleetSnapshot<String> = serde_json::from_str(&stored)?;
    /// let fleet = Fleet::restore(snapshot, Tick::ZERO, Duration::from_secs(10));
    /// assert_eq!(fleet.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn restore(snapshot: FleetSnapshot<T>, now: Tick, away: Duration) -> Self {
        let FleetSnapshot {
            budget,
            throttle,
            tasks,
            ..
        } = snapshot;
        let mut fleet = Self::new(budget);
        fleet.throttle.restore(throttle, now, Age::of(away));
        fleet.reserve(tasks.len());
        for TaskAtRest { label, watch } in tasks {
            fleet.add(Watch::restore(watch, now, away), label, now);
        }
        fleet
    }

    /// Returns what a later fleet can go on from, as of `now`.
    ///
    /// A task whose end has not been told yet is in it, as though nobody had asked: restored, it finds the
    /// same end once more.
    #[must_use]
    pub fn snapshot(&self, now: Tick) -> FleetSnapshot<T>
    where
        T: Clone,
    {
        let now = self.no_earlier(now);
        let tasks = self.slots.iter().filter_map(|task| {
            Some(TaskAtRest {
                label: self.slots.name(task)?.1.clone(),
                watch: self.snapshot_at(task, now)?,
            })
        });
        let unheard = self.ended.iter().map(|ended| TaskAtRest {
            label: ended.label.clone(),
            watch: ended.watch.snapshot_unheard(now),
        });
        FleetSnapshot {
            version: Version::CURRENT,
            budget: self.budget.clone(),
            throttle: self.throttle.rest(now),
            tasks: tasks.chain(unheard).collect(),
        }
    }
}
