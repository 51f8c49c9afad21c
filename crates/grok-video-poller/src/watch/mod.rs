//! The machine that watches one task.

mod streak;
mod ticket;

use alloc::boxed::Box;
use alloc::string::ToString;
use core::time::Duration;

use grok_video_types::{Lifecycle, State, Status, TaskId, Transition, VideoTask};

use crate::observation::{Class, Fault};
use crate::{Ending, Event, EventKind, Observation, Outcome, PollError, Schedule, Tick, jitter};
use streak::Streaks;

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
    lifecycle: Lifecycle,
    schedule: Schedule,
    seed: u64,
    started: Tick,
    created: Option<Tick>,
    n_polls: u32,
    phase: Phase,
    streaks: Streaks,
    last_error: Option<PollError>,
    /// The last moment at which the task was known not to have a result yet.
    pending_at: Tick,
    /// Whether the one last poll before the deadline has been set.
    was_last: bool,
}

#[derive(Debug)]
enum Phase {
    Waiting {
        until: Tick,
    },
    Asking {
        ticket: u32,
        asked_at: Tick,
        give_up_at: Tick,
    },
    /// Boxed, so that a task which is still watched takes no room for its end.
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
    Finished(Outcome),
}

impl Watch {
    /// How long a result URL usually lives (D), less an hour.
    const RESULT_LIFE: Duration = Duration::from_secs(23 * 3600);

    /// Begins to watch the task `id` at `now`.
    #[must_use]
    pub fn new(id: TaskId, schedule: Schedule, now: Tick) -> Self {
        let seed = jitter::seed(id.as_str());
        let mut watch = Self {
            lifecycle: Lifecycle::new(id),
            schedule,
            seed,
            started: now,
            created: None,
            n_polls: 0,
            phase: Phase::Waiting { until: now },
            streaks: Streaks::default(),
            last_error: None,
            pending_at: now,
            was_last: false,
        };
        watch.wait_or_end(now, None);
        watch
    }

    /// Says that the caller created the task just now: "not found" is not believed for 60 s.
    #[must_use]
    pub fn just_created(self) -> Self {
        Self {
            created: Some(self.started),
            ..self
        }
    }

    /// Returns the id of the task.
    #[must_use]
    pub fn id(&self) -> &TaskId {
        self.lifecycle.id()
    }

    /// Returns the furthest state observed so far.
    #[must_use]
    pub fn latest(&self) -> Option<&VideoTask> {
        self.lifecycle.latest()
    }

    /// Returns how many queries have been asked for so far.
    #[must_use]
    pub fn n_polls(&self) -> u32 {
        self.n_polls
    }

    /// Says what to do at `now`.
    ///
    /// A query that has not been observed by its time to give up counts as timed out.
    pub fn next(&mut self, now: Tick) -> Next {
        match &self.phase {
            Phase::Asking { give_up_at, .. } if now < *give_up_at => {
                return Next::WaitUntil(*give_up_at);
            }
            Phase::Asking { asked_at, .. } => {
                let asked_at = *asked_at;
                self.take(asked_at, now, Observation::timed_out());
            }
            Phase::Waiting { .. } | Phase::Ended(_) => {}
        }
        match &self.phase {
            Phase::Waiting { until } if now < *until => Next::WaitUntil(*until),
            Phase::Waiting { .. } if now >= self.deadline() => {
                self.give_up(now);
                self.next(now)
            }
            Phase::Waiting { .. } => Next::Query(self.ask(now)),
            Phase::Asking { give_up_at, .. } => Next::WaitUntil(*give_up_at),
            Phase::Ended(outcome) => Next::Finished((**outcome).clone()),
        }
    }

    /// Takes what the query of `ticket` brought, and tells what it means.
    ///
    /// What comes at its time to give up or later counts as timed out. What comes after the end, out
    /// of turn, or with the ticket of another task's watch is [`Dropped`](EventKind::Dropped).
    pub fn observe(&mut self, ticket: Ticket, now: Tick, observation: Observation) -> Event {
        match self.phase {
            Phase::Asking {
                ticket: asked,
                asked_at,
                give_up_at,
            } if ticket.redeem(self.seed, asked) => {
                let observation = if now < give_up_at {
                    observation
                } else {
                    Observation::timed_out()
                };
                let kind = self.take(asked_at, now, observation);
                self.event(kind, now)
            }
            _ => self.event(EventKind::Dropped, now),
        }
    }

    /// Ends the watch; a query in flight is no longer waited for.
    pub fn cancel(&mut self, now: Tick) {
        if !matches!(self.phase, Phase::Ended(_)) {
            self.end(now, Ending::Cancelled);
        }
    }

    fn deadline(&self) -> Tick {
        self.started.after(self.schedule.deadline())
    }

    fn ask(&mut self, now: Tick) -> Ticket {
        let give_up_at = now.after(self.schedule.call_timeout()).min(self.deadline());
        self.n_polls = self.n_polls.saturating_add(1);
        self.phase = Phase::Asking {
            ticket: self.n_polls,
            asked_at: now,
            give_up_at,
        };
        Ticket::new(self.seed, self.n_polls, give_up_at)
    }

    fn take(&mut self, asked_at: Tick, now: Tick, observation: Observation) -> EventKind {
        let hint = observation.retry_after;
        let observed = observation.result.and_then(|task| {
            let transition = self.lifecycle.observe(task.clone());
            match transition {
                Ok(transition) => Ok((task, transition)),
                Err(wrong_task) => Err(Fault::malformed(&wrong_task.to_string())),
            }
        });
        match observed {
            Ok((task, transition)) => {
                self.streaks = Streaks::default();
                self.last_error = None;
                match task.state() {
                    State::Completed(_) => {
                        let age = now.since(self.pending_at);
                        let save_within = Self::RESULT_LIFE.saturating_sub(age);
                        self.end(now, Ending::Completed { task, save_within });
                    }
                    State::Failed(_) => self.end(now, Ending::Failed { task }),
                    _ => {
                        // A stale answer proves nothing about the time it came.
                        if !matches!(transition, Transition::Regressed { .. }) {
                            self.pending_at = asked_at;
                        }
                        self.wait_or_end(now, hint);
                    }
                }
                self.transition_event(transition)
            }
            Err(Fault { error, class }) => {
                let young = self
                    .created
                    .is_some_and(|created| now.since(created) < streak::NEWBORN);
                match self.streaks.judge(class, now, hint, young) {
                    streak::Verdict::AskAgain => {
                        self.last_error = Some(error.clone());
                        self.wait_or_end(now, hint);
                    }
                    streak::Verdict::Believe(ending) => self.end(now, ending(error.clone())),
                }
                if class == Class::Throttled {
                    EventKind::Throttled(error)
                } else {
                    EventKind::PollError(error)
                }
            }
        }
    }

    fn transition_event(&self, transition: Transition) -> EventKind {
        let status = || {
            self.lifecycle
                .latest()
                .map_or(Status::Queued, VideoTask::status)
        };
        match transition {
            Transition::First => EventKind::FirstSeen { status: status() },
            Transition::Advanced { from, to } => EventKind::StatusChanged { from, to },
            Transition::Regressed { kept, got } | Transition::Contradicted { kept, got } => {
                EventKind::Regressed { kept, got }
            }
            _ => EventKind::Unchanged { status: status() },
        }
    }

    /// Waits for the next poll, or ends the watch where the deadline leaves room for none.
    fn wait_or_end(&mut self, now: Tick, hint: Option<Duration>) {
        let hint = hint.unwrap_or_default();
        let wait = self.schedule.wait(self.n_polls, self.seed).max(hint);
        let deadline = self.deadline();
        let until = now.after(wait);
        if until < deadline {
            self.phase = Phase::Waiting { until };
            return;
        }
        if self.was_last {
            return self.give_up(now);
        }
        // The wait would cross the deadline: one last poll, as late as a call's time allows, and in
        // the second half of what is left; but never sooner than the interval or the hint.
        let floor = if self.n_polls == 0 {
            Duration::ZERO
        } else {
            self.schedule.interval()
        };
        let last = deadline
            .before(self.schedule.call_timeout())
            .max(now.after(deadline.since(now) / 2))
            .max(now.after(floor.max(hint)));
        if last < deadline {
            self.was_last = true;
            self.phase = Phase::Waiting { until: last };
        } else {
            self.give_up(now);
        }
    }

    fn give_up(&mut self, now: Tick) {
        let last_error = self.last_error.take();
        self.end(now, Ending::GaveUp { last_error });
    }

    fn end(&mut self, now: Tick, ending: Ending) {
        self.phase = Phase::Ended(Box::new(Outcome {
            ending,
            n_polls: self.n_polls,
            elapsed: now.since(self.started),
            last_status: self.lifecycle.latest().map(VideoTask::status),
        }));
    }

    fn event(&self, kind: EventKind, now: Tick) -> Event {
        Event {
            kind,
            n_polls: self.n_polls,
            elapsed: now.since(self.started),
            next_poll_in: match self.phase {
                Phase::Waiting { until } => Some(until.since(now)),
                _ => None,
            },
        }
    }
}
