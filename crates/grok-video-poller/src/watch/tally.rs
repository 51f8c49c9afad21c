//! What decides when a watch asks, without what it knows of its task: the same for one task and for many.

use super::bounds::{Bounds, Plan};
use crate::age::Age;
use crate::{Schedule, jitter, provider};

/// Counts the polls of a watch, and says when the next one comes; times are ages of the watch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Tally {
    /// What the jitter depends on: the hash of the task's id.
    pub(crate) seed: u64,
    pub(crate) n_polls: u32,
    /// How often the watch was restored.
    pub(crate) n_restores: u32,
    /// The last age at which the task was known not to have a result yet, if it ever was.
    pub(crate) pending_at: Option<Age>,
    /// Whether the caller created the task when the watch began.
    pub(crate) is_newborn: bool,
    /// Whether the one last poll before the deadline has been set.
    pub(crate) was_last: bool,
}

impl Tally {
    pub(crate) fn new(id: &str) -> Self {
        Self {
            seed: jitter::seed(id),
            n_polls: 0,
            n_restores: 0,
            pending_at: None,
            is_newborn: false,
            was_last: false,
        }
    }

    /// Returns what marks the tickets of this watch, unlike those of the one it was restored from.
    pub(crate) fn mark(&self) -> u64 {
        jitter::mix(self.seed ^ u64::from(self.n_restores))
    }

    /// Counts a poll that is made now, and returns when it is to be given up.
    #[inline]
    pub(crate) fn ask(&mut self, bounds: &mut Bounds, schedule: &Schedule, age: Age) -> Age {
        bounds.not_before = age.after(schedule.floor_age());
        self.n_polls = self.n_polls.saturating_add(1);
        age.after(schedule.call_age()).min(bounds.deadline)
    }

    /// Says when the next poll would be planned for.
    #[inline]
    pub(crate) fn plan(&self, bounds: Bounds, schedule: &Schedule, age: Age) -> Plan {
        let planned = if self.is_newborn {
            schedule.planned_wait(self.n_polls, age, self.seed)
        } else {
            None
        };
        let wait = planned.unwrap_or_else(|| schedule.wait(self.n_polls, self.seed));
        bounds.plan(age, wait, schedule.call_age())
    }

    /// Plans the next poll, or returns nothing where there is none before the deadline.
    #[inline]
    pub(crate) fn wait(&mut self, bounds: Bounds, schedule: &Schedule, age: Age) -> Option<Age> {
        match self.plan(bounds, schedule, age) {
            _ if self.was_last => None,
            Plan::At(until) => Some(until),
            Plan::LastAt(until) => {
                self.was_last = true;
                Some(until)
            }
            Plan::Never => None,
        }
    }

    /// Returns a part of `width` that is the task's own.
    pub(crate) fn part_of(&self, width: Age) -> Age {
        jitter::part_of(width, self.seed, self.n_restores)
    }

    /// Notes that the task had no result yet when it was asked for, to the millisecond before.
    pub(crate) fn note_pending(&mut self, asked_at: Age) {
        self.pending_at = Some(Age::of_ms(asked_at.ms()));
    }

    /// Returns for how long a result that is found now can still be saved, where that is known.
    pub(crate) fn save_within(&self, age: Age) -> Option<Age> {
        let oldest = age.since(self.pending_at?);
        Some(Age::of(provider::SAVEABLE).since(oldest))
    }
}
