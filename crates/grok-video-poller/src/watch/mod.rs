//! The machine that watches one task.

mod own_time;
mod record;
mod streak;
mod ticket;

use alloc::boxed::Box;
use alloc::string::ToString;
use core::time::Duration;

use grok_video_types::{State, Status, TaskId, Transition, VideoTask};

use crate::observation::{Class, Fault};
use crate::{Ending, Event, EventKind, Observation, Outcome, Schedule, Snapshot, Tick, jitter};
use own_time::OwnTime;

pub(crate) use record::Record;
pub(crate) use streak::Streaks;
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
/// let mut watch = Watch::new("video_1".parse()?, Schedule::provider(), Tick::ZERO);
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
    /// The age at which the watch gives up. All durations here are ages.
    deadline: Duration,
    /// The age before which neither the floor nor the server allows a poll.
    not_before: Duration,
    phase: Phase,
}

#[derive(Debug)]
enum Phase {
    Waiting {
        until: Duration,
    },
    Asking {
        asked_at: Duration,
        give_up_at: Duration,
    },
    Ended(Box<Outcome>),
}

/// Says what to do next.
#[derive(Debug, PartialEq)]
#[must_use = "the watch stands still until this is done"]
pub enum Next {
    /// Nothing, until then; calling earlier does no harm.
    WaitUntil(Tick),
    /// One query for the task; hand what it brings to [`Watch::observe`] with the ticket.
    Query(Ticket),
    /// Nothing more: this is the end.
    Finished(Box<Outcome>),
}

impl Watch {
    /// How long a result URL usually lives (D), less an hour.
    const RESULT_LIFE: Duration = Duration::from_secs(23 * 3600);

    /// How long after its creation "not found" may mean "not yet known everywhere".
    const NEWBORN: Duration = Duration::from_secs(60);

    /// Begins to watch the task `id` at `now`.
    #[must_use]
    pub fn new(id: TaskId, schedule: Schedule, now: Tick) -> Self {
        let mut watch = Self {
            time: OwnTime::new(now, Duration::ZERO),
            deadline: schedule.deadline(),
            not_before: Duration::ZERO,
            phase: Phase::Waiting {
                until: Duration::ZERO,
            },
            record: Record::new(id, schedule),
        };
        watch.wait_or_end(Duration::ZERO, Duration::ZERO);
        watch
    }

    /// Goes on at `now` with a watch that rested for `away`.
    ///
    /// The time away counts: for the deadline, for what is due, for the age of a result. It is for
    /// the caller to measure it, by a wall clock if need be, and to hand in zero where that went
    /// back. That nobody asked when it was time is no outage of the service.
    ///
    /// - A poll whose time has come meanwhile is made within the schedule's floor from now, at a
    ///   moment of the task's own, so that tasks which rested together don't ask together.
    /// - A watch that comes back behind its deadline asks once more before it gives up: the task may
    ///   be done, and nobody has looked.
    /// - From the [checkpoint](Outcome::checkpoint) of an outcome the deadline begins anew.
    /// - Tickets of the watch that the snapshot was taken from are not taken here.
    #[must_use]
    pub fn restore(snapshot: Snapshot, now: Tick, away: Duration) -> Self {
        let Snapshot {
            mut record,
            taken_at,
            due,
            deadline,
        } = snapshot;
        let age = taken_at.saturating_add(away);
        record.n_restores = record.n_restores.saturating_add(1);
        // What lies before the next poll is an ordinary wait.
        record.streaks.be_away(age.saturating_sub(due));
        let is_overdue = due < age;
        let until = if is_overdue {
            let floor = record.schedule.floor();
            age.saturating_add(jitter::part_of(floor, record.seed(), record.n_restores))
        } else {
            due
        };
        let fresh = age.saturating_add(record.schedule.deadline());
        let mut watch = Self {
            time: OwnTime::new(now, age),
            deadline: deadline.unwrap_or(fresh),
            not_before: until,
            phase: Phase::Waiting { until },
            record,
        };
        if until >= fresh && !is_overdue {
            // The server's hint lies behind any deadline.
            watch.give_up(age);
        } else if until >= watch.deadline {
            watch.record.was_last = true;
            watch.deadline = until.saturating_add(watch.record.schedule.call_timeout());
        }
        watch
    }

    /// Says that the caller created the task just now: "not found" is not believed for 60 s.
    #[must_use]
    pub fn just_created(mut self) -> Self {
        self.record.is_newborn = true;
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

    /// Returns the furthest state observed so far.
    #[must_use]
    pub fn latest(&self) -> Option<&VideoTask> {
        self.record.lifecycle.latest()
    }

    /// Returns how many queries have been asked for so far, over all restarts.
    #[must_use]
    pub fn n_polls(&self) -> u32 {
        self.record.n_polls
    }

    /// Returns what a later watch can go on from, as of `now`; `None` where the task is over.
    ///
    /// What a query in flight brings is lost to the later watch, which asks again as though the
    /// query had brought nothing, without counting that as an error.
    #[must_use]
    pub fn snapshot(&self, now: Tick) -> Option<Snapshot> {
        let age = self.time.age_at(now);
        let due = match &self.phase {
            Phase::Waiting { until } => *until,
            Phase::Asking { .. } => age.saturating_add(self.record.wait()),
            Phase::Ended(outcome) => return outcome.checkpoint.as_deref().cloned(),
        };
        Some(Snapshot {
            record: self.record.clone(),
            taken_at: age,
            due,
            deadline: Some(self.deadline),
        })
    }

    /// Says what to do at `now`.
    ///
    /// A query that has not been observed by its time to give up counts as timed out.
    pub fn next(&mut self, now: Tick) -> Next {
        let age = self.time.age_at(now);
        match self.phase {
            Phase::Asking {
                asked_at,
                give_up_at,
            } if age >= give_up_at => {
                self.take(asked_at, age, Observation::timed_out());
            }
            Phase::Waiting { until } if age >= until && age >= self.deadline => self.give_up(age),
            _ => {}
        }
        match &self.phase {
            Phase::Waiting { until } if age >= *until => Next::Query(self.ask(age)),
            Phase::Waiting { until: then }
            | Phase::Asking {
                give_up_at: then, ..
            } => Next::WaitUntil(self.time.tick_of(*then)),
            Phase::Ended(outcome) => Next::Finished(outcome.clone()),
        }
    }

    /// Takes what the query of `ticket` brought, and tells what it means.
    ///
    /// What comes at its time to give up or later counts as timed out. What comes after the end, out
    /// of turn, or with the ticket of another watch is [`Dropped`](EventKind::Dropped).
    pub fn observe(&mut self, ticket: Ticket, now: Tick, observation: Observation) -> Event {
        let age = self.time.age_at(now);
        let kind = match self.phase {
            Phase::Asking {
                asked_at,
                give_up_at,
            } if ticket.redeem(self.record.mark(), self.record.n_polls) => {
                let in_time = age < give_up_at;
                let observation = if in_time {
                    observation
                } else {
                    Observation::timed_out()
                };
                self.take(asked_at, age, observation)
            }
            _ => EventKind::Dropped,
        };
        self.event(kind, age)
    }

    /// Ends the watch; a query in flight is no longer waited for.
    pub fn cancel(&mut self, now: Tick) {
        if !matches!(self.phase, Phase::Ended(_)) {
            self.end(self.time.age_at(now), Ending::Cancelled);
        }
    }

    fn ask(&mut self, age: Duration) -> Ticket {
        let schedule = &self.record.schedule;
        let give_up_at = age
            .saturating_add(schedule.call_timeout())
            .min(self.deadline);
        self.not_before = age.saturating_add(schedule.floor());
        self.record.n_polls = self.record.n_polls.saturating_add(1);
        self.phase = Phase::Asking {
            asked_at: age,
            give_up_at,
        };
        let give_up_at = self.time.tick_of(give_up_at);
        Ticket::new(self.record.mark(), self.record.n_polls, give_up_at)
    }

    fn take(&mut self, asked_at: Duration, age: Duration, observation: Observation) -> EventKind {
        let hint = observation.retry_after;
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
                        let unknown = age.saturating_sub(self.record.pending_at);
                        let save_within = Self::RESULT_LIFE.saturating_sub(unknown);
                        self.end(age, Ending::Completed { task, save_within });
                    }
                    State::Failed(_) => self.end(age, Ending::Failed { task }),
                    _ => {
                        // A stale answer proves nothing about the time it came.
                        if !matches!(transition, Transition::Regressed { .. }) {
                            self.record.pending_at = asked_at;
                        }
                        self.wait_or_end(age, hint.unwrap_or_default());
                    }
                }
                self.transition_event(transition)
            }
            Err(fault) => self.take_fault(fault, age, hint),
        }
    }

    fn take_fault(&mut self, fault: Fault, age: Duration, hint: Option<Duration>) -> EventKind {
        let Fault { error, class } = fault;
        let young = self.record.is_newborn && age < Self::NEWBORN;
        match self.record.streaks.judge(class, age, hint, young) {
            streak::Verdict::AskAgain => {
                self.record.last_error = Some(error.clone());
                self.wait_or_end(age, hint.unwrap_or_default());
            }
            streak::Verdict::Believe(ending) => {
                self.keep_gap(age, hint.unwrap_or_default());
                self.end(age, ending(error.clone()));
            }
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

    /// Notes that the floor and the server's hint forbid a poll for now.
    fn keep_gap(&mut self, age: Duration, hint: Duration) {
        self.not_before = age.saturating_add(self.record.floor().max(hint));
    }

    /// Waits for the next poll, or ends the watch where the deadline leaves room for none.
    fn wait_or_end(&mut self, age: Duration, hint: Duration) {
        self.keep_gap(age, hint);
        let until = age.saturating_add(self.record.wait().max(hint));
        if self.record.was_last {
            self.give_up(age);
        } else if until < self.deadline {
            self.phase = Phase::Waiting { until };
        } else if let Some(until) = self.last_poll(age) {
            self.record.was_last = true;
            self.phase = Phase::Waiting { until };
        } else {
            self.give_up(age);
        }
    }

    /// Returns when the one last poll before the deadline is made, where a wait would cross it: a
    /// call's time before, or halfway where there is less, but never against the floor or a hint.
    fn last_poll(&self, age: Duration) -> Option<Duration> {
        let call = self.record.schedule.call_timeout();
        let left = self.deadline.saturating_sub(age);
        let room = if left > call { left - call } else { left / 2 };
        let until = age.saturating_add(room).max(self.not_before);
        (until < self.deadline).then_some(until)
    }

    fn give_up(&mut self, age: Duration) {
        let last_error = self.record.last_error.clone();
        self.end(age, Ending::GaveUp { last_error });
    }

    fn end(&mut self, age: Duration, ending: Ending) {
        let checkpoint = (!ending.is_terminal()).then(|| self.checkpoint(age));
        self.phase = Phase::Ended(Box::new(Outcome {
            id: self.id().clone(),
            ending,
            n_polls: self.record.n_polls,
            elapsed: age,
            last_status: self.latest().map(VideoTask::status),
            checkpoint: checkpoint.map(Box::new),
        }));
    }

    /// Returns what a later watch goes on from: with fresh patience, but with the gap to keep.
    fn checkpoint(&self, age: Duration) -> Snapshot {
        Snapshot {
            record: Record {
                streaks: Streaks::default(),
                last_error: None,
                was_last: false,
                ..self.record.clone()
            },
            taken_at: age,
            due: self.not_before.max(age),
            deadline: None,
        }
    }

    fn event(&self, kind: EventKind, age: Duration) -> Event {
        Event {
            kind,
            n_polls: self.record.n_polls,
            elapsed: age,
            next_poll_in: match self.phase {
                Phase::Waiting { until } => Some(until.saturating_sub(age)),
                _ => None,
            },
        }
    }
}
