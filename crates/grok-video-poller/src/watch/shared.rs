//! What a fleet does with a watch that shares its key and its budget with others.

use grok_video_types::Lifecycle;

use super::bounds::Plan;
use super::{Phase, Record, Ticket, Watch};
use crate::age::Age;
use crate::observation::Fault;
use crate::{Ending, Event, EventKind, Observation, PollError, Snapshot, Tick};

impl Watch {
    /// Returns when the watch goes on by itself; nothing where it has ended.
    pub(crate) fn wakes_at(&self) -> Option<Tick> {
        match self.phase {
            Phase::Waiting { until: then }
            | Phase::Asking {
                give_up_at: then, ..
            } => Some(self.time.tick_of(then)),
            Phase::Ended(_) => None,
        }
    }

    pub(crate) fn is_past_deadline(&self, now: Tick) -> bool {
        self.time.age_at(now) >= self.bounds.deadline
    }

    /// Returns what marks the tickets of this watch.
    pub(crate) fn mark(&self) -> u64 {
        self.record.tally.mark()
    }

    /// Returns the ticket of the query in flight once more.
    pub(crate) fn ticket(&self, give_up_at: Tick) -> Ticket {
        Ticket::new(self.mark(), self.n_polls(), give_up_at)
    }

    /// Grants one poll that the deadline no longer forbids, since it was not the caller who was late.
    pub(crate) fn owe(&mut self) {
        self.record.tally.was_last = true;
        self.bounds.deadline = Age::MAX;
    }

    /// Puts the first poll off by up to `width`, by a part of the task's own, as far as the deadline and the
    /// floor allow it.
    pub(crate) fn spread(&mut self, now: Tick, width: Age) {
        let age = self.time.age_at(now);
        let Record {
            tally, schedule, ..
        } = &self.record;
        let Phase::Waiting { until } = &mut self.phase else {
            return;
        };
        if tally.n_polls > 0 || tally.n_restores > 0 || tally.was_last {
            return;
        }
        let width = width.min(self.bounds.spread(age, schedule.floor_age()));
        let put_off = until.after(tally.part_of(width));
        let wait = put_off.since(age);
        if self.bounds.plan(age, wait, schedule.call_age()) == Plan::At(put_off) {
            *until = put_off;
        }
    }

    /// Forgets a query in flight: it counts as a poll and as no error.
    pub(crate) fn forget_query(&mut self, now: Tick) {
        if let Phase::Asking { .. } = self.phase {
            self.wait_or_end(self.time.age_at(now));
        }
    }

    /// Takes an answer that refuses the key: the task waits on, and is asked once more if it must be.
    pub(crate) fn refuse(&mut self, now: Tick, fault: Fault, hint: Option<Age>) -> Event {
        let age = self.time.age_at(now);
        let Fault { error, .. } = fault;
        self.keep_gap(age, hint);
        self.record.last_error = Some(error.clone());
        let Record {
            tally, schedule, ..
        } = &mut self.record;
        let until = tally.wait(self.bounds, schedule, age);
        if until.is_none() {
            self.owe();
        }
        self.phase = Phase::Waiting {
            until: until.unwrap_or(self.bounds.not_before),
        };
        self.event(EventKind::Paused(error), age)
    }

    /// Ends the watch, as the key is refused and there is no other.
    pub(crate) fn deny(&mut self, now: Tick, error: PollError) {
        self.end(self.time.age_at(now), Ending::Denied(error));
    }

    /// Returns a snapshot that finds the end once more which this watch has found, and of which nobody has
    /// heard.
    pub(crate) fn snapshot_unheard(&self, now: Tick) -> Snapshot {
        let age = self.time.age_at(now);
        self.snapshot(now).unwrap_or_else(|| Snapshot {
            record: Record {
                lifecycle: Lifecycle::new(self.id().clone()),
                ..self.record.clone()
            },
            taken_at: age,
            due: age,
            deadline: Some(self.bounds.deadline),
        })
    }
}

/// Returns the error where an observation refuses the key itself, and not this task.
pub(crate) fn refused_key(observation: &Observation) -> Option<&Fault> {
    observation
        .result
        .as_ref()
        .err()
        .filter(|fault| fault.error.kind.refuses_key())
}
