//! How a watch rests and goes on, in another process if need be.

use core::time::Duration;

use super::bounds::{Bounds, Plan};
use super::own_time::OwnTime;
use super::{Phase, Record, Streaks, Tally, Watch};
use crate::age::Age;
use crate::{Snapshot, Tick, provider};

impl Watch {
    /// Goes on at `now` with a watch that rested for `away`.
    ///
    /// The time away counts: for the deadline, for what is due, for the age of a result. It is for
    /// the caller to measure it, by a wall clock if need be, and to hand in zero where that went
    /// back. That nobody asked when it was time is no outage of the service.
    ///
    /// - A poll whose time has come meanwhile is made within the schedule's floor from now, or within
    ///   half of what is left to the deadline, at a moment of the task's own, so that tasks which
    ///   rested together don't ask together. Store a new snapshot then: who restores the same one again
    ///   and again puts it off again and again.
    /// - A watch that comes back after its deadline asks once more before it gives up: the task may
    ///   be done, and nobody has looked.
    /// - From the [checkpoint](crate::Outcome::checkpoint) of an outcome the deadline begins anew.
    /// - Tickets of the watch that the snapshot was taken from are not taken here.
    #[must_use]
    pub fn restore(snapshot: Snapshot, now: Tick, away: Duration) -> Self {
        let Snapshot {
            mut record,
            taken_at,
            due,
            deadline,
        } = snapshot;
        // Half of all ages are left for what may still come.
        let age = taken_at.after(Age::of(away)).min(Age::MAX.part(2));
        record.tally.n_restores = record.tally.n_restores.saturating_add(1);
        let fresh = age.after(record.schedule.deadline_age());
        let floor = record.schedule.floor_age();
        let mut bounds = Bounds {
            not_before: due,
            deadline: deadline.unwrap_or(fresh),
        };
        let is_overdue = due < age;
        if is_overdue {
            let width = bounds.spread(age, floor);
            let part = record.tally.part_of(width);
            bounds.not_before = age.after(part);
        }
        let until = bounds.not_before;
        // What lies before the poll that was due is an ordinary wait.
        record.streaks.be_away(until.since(due));
        let mut watch = Self {
            time: OwnTime::new(now, age),
            bounds,
            phase: Phase::Waiting { until },
            record,
        };
        if until >= bounds.deadline {
            if deadline.is_none() && !is_overdue {
                // The server's hint reaches over the new deadline too.
                watch.give_up(age);
            } else {
                // One poll is owed, whenever it can be made, and then it is over.
                watch.record.tally.was_last = true;
                watch.bounds.deadline = Age::MAX;
            }
        }
        watch
    }

    /// Returns what a later watch can go on from, as of `now`; `None` where the task is over.
    ///
    /// Keep the last one until the outcome is dealt with, and a result saved: restored, it finds the
    /// same end once more.
    ///
    /// What a query in flight brings is lost to the later watch, which asks again after the next
    /// wait, without counting that as an error. It does so after the deadline where the floor allows
    /// it no earlier.
    #[must_use]
    pub fn snapshot(&self, now: Tick) -> Option<Snapshot> {
        let age = self.time.age_at(now);
        let mut record = self.record.clone();
        let due = match &self.phase {
            Phase::Waiting { until } => *until,
            Phase::Asking { .. } => match record.tally.plan(self.bounds, &record.schedule, age) {
                Plan::At(due) => due,
                Plan::LastAt(due) => {
                    record.tally.was_last = true;
                    due
                }
                Plan::Never => self.bounds.not_before.max(age),
            },
            Phase::Ended(outcome) => return outcome.checkpoint.as_deref().cloned(),
        };
        Some(Snapshot {
            record,
            taken_at: age,
            due,
            deadline: Some(self.bounds.deadline),
        })
    }

    /// Returns what a later watch goes on from: with fresh patience, but with the gap to keep, though
    /// for no longer than a result lives.
    pub(super) fn checkpoint(&self, age: Age) -> Snapshot {
        let longest_gap = age.after(Age::of(provider::RESULT_LIFE));
        Snapshot {
            record: Record {
                streaks: Streaks::default(),
                last_error: None,
                tally: Tally {
                    was_last: false,
                    ..self.record.tally
                },
                ..self.record.clone()
            },
            taken_at: age,
            due: self.bounds.not_before.clamp(age, longest_gap),
            deadline: None,
        }
    }
}
