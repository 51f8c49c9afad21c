//! The machine that watches one task.

mod bounds;
mod compact;
mod next;
mod own_time;
mod record;
mod rest;
mod shared;
mod streak;
mod tally;
mod ticket;

use alloc::boxed::Box;
use alloc::string::ToString;
use grok_video_types::{State, Status, TaskId, Transition, VideoTask};

use crate::age::Age;
use crate::observation::{Class, Fault};
use crate::{Ending, Event, EventKind, Observation, Outcome, Schedule, Tick, Took};
use bounds::Bounds;
use own_time::OwnTime;

pub(crate) use compact::{Compact, Doing, Known, Seen};
pub use next::Next;
pub(crate) use record::Record;
pub(crate) use shared::refused_key;
pub(crate) use streak::Streaks;
pub(crate) use tally::Tally;
pub use ticket::Ticket;

/// Watches one task: decides when to ask and what every answer means.
///
/// **Call [`next`](Self::next); wait, query or stop as it says; hand what the query brought to
/// [`observe`](Self::observe) with the ticket; and call `next` again.**
///
/// The machine reads no clock: `now` is an argument, on a clock that never goes back. Whatever
/// drives it adds no policy of its own.
///
/// ```
/// use core::time::Duration;
/// use grok_video_poller::{Ending, Next, Observation, Schedule, Tick, Watch};
/// use grok_video_types::decode;
///
/// let mut watch = Watch::new("video_1".parse()?, Schedule::default(), Tick::ZERO);
/// let Next::WaitUntil(first) = watch.next(Tick::ZERO) else { unreachable!() };
/// assert!(first.since_origin() >= Duration::from_secs(30));
/// let Next::Query(ticket) = watch.next(first) else { unreachable!() };
/// let body = br#"{"id":"video_1","status":"failed","error":"invalid prompt"}"#;
/// watch.observe(ticket, first, decode(200, body).into());
/// let Next::Finished(outcome) = watch.next(first) else { unreachable!() };
/// assert!(matches!(outcome.ending, Ending::Failed { .. }));
/// # Ok::<(), grok_video_types::InvalidTaskId>(())
/// ```
#[derive(Debug)]
pub struct Watch {
    record: Record,
    time: OwnTime,
    bounds: Bounds,
    phase: Phase,
}

/// What the watch is doing; times are ages of it.
#[derive(Debug)]
enum Phase {
    Waiting { until: Age },
    Asking { asked_at: Age, give_up_at: Age },
    Ended(Box<Outcome>),
}

impl Watch {
    /// How long after its creation "not found" may mean "not yet known everywhere".
    const NEWBORN: Age = Age::of_secs(60);

    /// Begins to watch the task `id` at `now`.
    #[must_use]
    pub fn new(id: TaskId, schedule: Schedule, now: Tick) -> Self {
        let mut watch = Self {
            time: OwnTime::new(now, Age::ZERO),
            bounds: Bounds {
                not_before: Age::ZERO,
                deadline: schedule.deadline_age(),
            },
            phase: Phase::Waiting { until: Age::ZERO },
            record: Record::new(id, schedule),
        };
        watch.wait_or_end(Age::ZERO);
        watch
    }

    /// Says that the caller created the task when this watch began: "not found" is not believed for
    /// 60 s, a result is no older than the watch, and a [plan](Schedule::planned) holds.
    #[must_use]
    pub fn just_created(mut self) -> Self {
        let tally = &mut self.record.tally;
        tally.is_newborn = true;
        tally.pending_at.get_or_insert(Age::ZERO);
        let is_new = tally.n_polls == 0 && tally.n_restores == 0;
        if is_new && matches!(self.phase, Phase::Waiting { .. }) {
            tally.was_last = false;
            self.wait_or_end(Age::ZERO);
        }
        self
    }

    /// Returns the id of the task.
    #[must_use]
    pub fn id(&self) -> &TaskId {
        self.record.lifecycle.id()
    }

    /// Returns when the watch asks.
    #[must_use]
    pub fn schedule(&self) -> &Schedule {
        &self.record.schedule
    }

    /// Returns the furthest state observed so far; an older answer that came later does not count.
    #[must_use]
    pub fn latest(&self) -> Option<&VideoTask> {
        self.record.lifecycle.latest()
    }

    /// Returns how many queries have been asked for so far, over all restarts.
    #[must_use]
    pub fn n_polls(&self) -> u32 {
        self.record.tally.n_polls
    }

    /// Says what to do at `now`.
    ///
    /// A query that has not been observed by its time to give up counts as timed out; no event tells
    /// of that. While one is in flight, the wait is for that time: observe it earlier if it answers.
    pub fn next(&mut self, now: Tick) -> Next {
        let age = self.time.age_at(now);
        match self.phase {
            Phase::Asking {
                asked_at,
                give_up_at,
            } if age >= give_up_at => {
                self.take(asked_at, age, Observation::timed_out());
            }
            Phase::Waiting { until } if age >= until && age >= self.bounds.deadline => {
                self.give_up(age);
            }
            _ => {}
        }
        match &self.phase {
            Phase::Waiting { until } if age >= *until => {
                // Whoever drives this was late, as after a machine's sleep: that is no outage.
                self.record.streaks.be_away(age.since(*until));
                Next::Query(self.ask(age))
            }
            Phase::Waiting { until: then }
            | Phase::Asking {
                give_up_at: then, ..
            } => Next::WaitUntil(self.time.tick_of(*then)),
            Phase::Ended(outcome) => Next::Finished(outcome.clone()),
        }
    }

    /// Takes what the query of `ticket` brought, and tells what it means.
    ///
    /// What comes at its time to give up or later counts as timed out, but its hint is kept. A task with
    /// another id counts as malformed: it may pass. What comes after the end, out of turn, or with the
    /// ticket of another task or of the watch before a restart is [`Dropped`](EventKind::Dropped).
    pub fn observe(&mut self, ticket: Ticket, now: Tick, observation: Observation) -> Event {
        let age = self.time.age_at(now);
        let kind = match self.phase {
            Phase::Asking {
                asked_at,
                give_up_at,
            } if ticket.redeem(self.record.tally.mark(), self.n_polls()) => {
                let observation = if age < give_up_at {
                    observation
                } else {
                    Observation {
                        retry_after: observation.retry_after,
                        ..Observation::timed_out()
                    }
                };
                self.take(asked_at, age, observation)
            }
            _ => EventKind::Dropped,
        };
        self.event(kind, age)
    }

    /// Ends the watch; a query in flight is no longer waited for.
    ///
    /// A watch that goes on from the outcome's checkpoint asks when this one would have, or the floor
    /// after the query in flight.
    pub fn cancel(&mut self, now: Tick) {
        let age = self.time.age_at(now);
        match self.phase {
            Phase::Ended(_) => return,
            Phase::Waiting { until } => self.bounds.not_before = until,
            Phase::Asking { .. } => {}
        }
        self.end(age, Ending::Cancelled);
    }

    fn ask(&mut self, age: Age) -> Ticket {
        let Record {
            tally, schedule, ..
        } = &mut self.record;
        let give_up_at = tally.ask(&mut self.bounds, schedule, age);
        self.phase = Phase::Asking {
            asked_at: age,
            give_up_at,
        };
        let give_up_at = self.time.tick_of(give_up_at);
        Ticket::new(self.record.tally.mark(), self.n_polls(), give_up_at)
    }

    fn take(&mut self, asked_at: Age, age: Age, observation: Observation) -> EventKind {
        let hint = observation.retry_after.map(Age::of);
        let observed = observation.result.and_then(|task| {
            let transition = self.record.lifecycle.observe(task.clone());
            match transition {
                Ok(transition) => Ok((task, transition)),
                Err(wrong_task) => Err(Fault::malformed(&wrong_task.to_string())),
            }
        });
        match observed {
            Ok((task, transition)) => {
                self.record.streaks = Streaks::default();
                self.record.last_error = None;
                match task.state() {
                    State::Completed(_) => {
                        let save_within = self.record.tally.save_within(age);
                        let save_within = save_within.map(Age::duration);
                        self.end(age, Ending::Completed { task, save_within });
                    }
                    State::Failed(_) => self.end(age, Ending::Failed { task }),
                    _ => {
                        // A stale answer proves nothing about the time it came.
                        if !matches!(transition, Transition::Regressed { .. }) {
                            self.record.tally.note_pending(asked_at);
                        }
                        self.keep_gap(age, hint);
                        self.wait_or_end(age);
                    }
                }
                self.transition_event(transition)
            }
            Err(fault) => self.take_fault(fault, age, hint),
        }
    }

    fn take_fault(&mut self, fault: Fault, age: Age, hint: Option<Age>) -> EventKind {
        let Fault { error, class } = fault;
        let young = self.record.tally.is_newborn && age < Self::NEWBORN;
        self.keep_gap(age, hint);
        match self.record.streaks.judge(class, age, hint, young) {
            streak::Verdict::AskAgain => {
                self.record.last_error = Some(error.clone());
                self.wait_or_end(age);
            }
            streak::Verdict::Believe(ending) => self.end(age, ending(error.clone())),
        }
        if class == Class::Throttled {
            EventKind::Throttled(error)
        } else {
            EventKind::PollError(error)
        }
    }

    fn transition_event(&self, transition: Transition) -> EventKind {
        let status = || self.latest().map_or(Status::Queued, VideoTask::status);
        match transition {
            Transition::First => EventKind::FirstSeen { status: status() },
            Transition::Advanced { from, to } => EventKind::StatusChanged { from, to },
            Transition::Regressed { kept, got } | Transition::Contradicted { kept, got } => {
                EventKind::Regressed { kept, got }
            }
            _ => EventKind::Unchanged { status: status() },
        }
    }

    fn keep_gap(&mut self, age: Age, hint: Option<Age>) {
        let floor = self.record.schedule.floor_age();
        self.bounds.keep_gap(age, floor, hint);
    }

    /// Waits for the next poll, or ends the watch where there is none before the deadline.
    fn wait_or_end(&mut self, age: Age) {
        let Record {
            tally, schedule, ..
        } = &mut self.record;
        match tally.wait(self.bounds, schedule, age) {
            Some(until) => self.phase = Phase::Waiting { until },
            None => self.give_up(age),
        }
    }

    fn give_up(&mut self, age: Age) {
        let last_error = self.record.last_error.clone();
        self.end(age, Ending::GaveUp { last_error });
    }

    fn end(&mut self, age: Age, ending: Ending) {
        let checkpoint = (!ending.is_terminal()).then(|| self.checkpoint(age));
        self.phase = Phase::Ended(Box::new(Outcome {
            id: self.id().clone(),
            took: self.took(age, &ending),
            ending,
            n_polls: self.n_polls(),
            elapsed: age.duration(),
            last_status: self.latest().map(VideoTask::status),
            checkpoint: checkpoint.map(Box::new),
        }));
    }

    /// Returns when the task was over, where the watch began with it.
    fn took(&self, age: Age, ending: &Ending) -> Option<Took> {
        let tally = &self.record.tally;
        let pending_at = tally.pending_at.filter(|_| tally.is_newborn)?.duration();
        match ending {
            Ending::Completed { .. } => Some(Took::between(pending_at, age.duration())),
            Ending::Failed { .. } => None,
            _ => Some(Took::longer_than(pending_at)),
        }
    }

    fn event(&self, kind: EventKind, age: Age) -> Event {
        Event {
            kind,
            n_polls: self.n_polls(),
            elapsed: age.duration(),
            next_poll_in: match self.phase {
                Phase::Waiting { until } => Some(until.since(age).duration()),
                _ => None,
            },
        }
    }
}
