//! A watch in 32 bytes, for those that have no trouble: most of a fleet, most of the time.

use grok_video_types::{State, Status, TaskId, VideoTask};

use super::bounds::Bounds;
use super::own_time::OwnTime;
use super::{Phase, Record, Tally, Watch};
use crate::age::Age;
use crate::{Event, EventKind, Schedule, Tick};

/// Holds what differs from watch to watch where nothing has gone wrong, but for the time it waits for.
///
/// It decides nothing by itself: what it does is done by the parts that a [`Watch`] is made of, and where it
/// can't hold what comes, it becomes one.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Compact {
    /// When the watch was of age zero; on a clock that may have begun later, so it wraps.
    birth: u64,
    seed: u64,
    /// The age at which the task was last known to be pending, in milliseconds.
    pending_ms: u32,
    n_polls: u32,
    n_restores: u8,
    known: Known,
    is_newborn: bool,
    was_last: bool,
}

/// What a compact watch is doing.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Doing {
    Waiting { until: Tick },
    Asking { asked_at: Tick, give_up_at: Tick },
}

/// What an answer that the task is pending has brought.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    /// When the compact watch asks next.
    pub(crate) until: Tick,
    kept: Known,
    got: Known,
    n_polls: u32,
    age: Age,
    wait: Age,
}

impl Seen {
    /// Tells of it.
    ///
    /// What is told most of the time is made as a whole where it is to lie; parts of it that are written
    /// and copied at once cost more than all the rest.
    #[inline]
    pub(crate) fn tell<E>(self, told: impl Fn(Event) -> E) -> E {
        let event = |kind| {
            told(Event {
                kind,
                n_polls: self.n_polls,
                elapsed: self.age.duration(),
                next_poll_in: Some(self.wait.duration()),
            })
        };
        match (self.kept, self.got) {
            (Known::Queued, Known::Queued) => event(EventKind::Unchanged {
                status: Status::Queued,
            }),
            (Known::Processing, Known::Processing) => event(EventKind::Unchanged {
                status: Status::Processing,
            }),
            (kept, got) => event(kept.learn(got)),
        }
    }
}

/// What is known of a task that is not over, in the order in which it comes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Known {
    #[default]
    Nothing,
    Queued,
    Processing,
}

impl Known {
    /// Returns what a task's state says, unless that ends it or is unknown.
    pub(crate) fn of(state: &State) -> Option<Self> {
        match state {
            State::Queued => Some(Self::Queued),
            State::Processing => Some(Self::Processing),
            _ => None,
        }
    }

    fn state(self) -> Option<State> {
        match self {
            Self::Nothing => None,
            Self::Queued => Some(State::Queued),
            Self::Processing => Some(State::Processing),
        }
    }

    fn status(self) -> Status {
        match self {
            Self::Nothing | Self::Queued => Status::Queued,
            Self::Processing => Status::Processing,
        }
    }

    /// Says what it means to learn `got` where this is known.
    #[inline(never)]
    fn learn(self, got: Self) -> EventKind {
        let (kept, status) = (self.status(), got.status());
        match self {
            Self::Nothing => EventKind::FirstSeen { status },
            _ if self == got => EventKind::Unchanged { status },
            _ if self < got => EventKind::StatusChanged {
                from: kept,
                to: status,
            },
            _ => EventKind::Regressed { kept, got: status },
        }
    }
}

/// Stands for an age that is not known.
const NEVER: u32 = u32::MAX;

/// Returns an age in whole milliseconds, where it is not too great.
fn pending_ms(age: Age) -> Option<u32> {
    u32::try_from(age.ms()).ok().filter(|ms| *ms < NEVER)
}

impl Compact {
    /// Packs a watch that waits at `now`, where this can hold it; its schedule is kept elsewhere.
    pub(crate) fn of(watch: &Watch, now: Tick) -> Option<Self> {
        let Watch {
            record,
            time,
            bounds,
            phase,
        } = watch;
        let Record {
            lifecycle,
            schedule,
            tally,
            streaks,
            last_error,
        } = record;
        let Phase::Waiting { until } = phase else {
            return None;
        };
        let known = match lifecycle.latest() {
            Some(task) => Known::of(task.state())?,
            None => Known::Nothing,
        };
        let is_plain = last_error.is_none()
            && *streaks == super::Streaks::default()
            && bounds.deadline == schedule.deadline_age();
        // No clock of a fleet goes on for longer than this leaves, and none goes back.
        let is_near = *until < Age::MAX.part(4) && time.has_begun(now);
        if !is_plain || !is_near {
            return None;
        }
        Some(Self {
            birth: time.birth(),
            seed: tally.seed,
            pending_ms: tally.pending_at.map_or(Some(NEVER), pending_ms)?,
            n_polls: tally.n_polls,
            n_restores: u8::try_from(tally.n_restores).ok()?,
            known,
            is_newborn: tally.is_newborn,
            was_last: tally.was_last,
        })
    }

    #[inline]
    pub(crate) fn is_past_deadline(&self, schedule: &Schedule, now: Tick) -> bool {
        self.age_at(now) >= schedule.deadline_age()
    }

    /// Counts a poll that is made now, before the deadline, and returns when it is to be given up.
    #[inline]
    pub(crate) fn ask(&mut self, schedule: &Schedule, now: Tick) -> Tick {
        let (mut tally, mut bounds) = (self.tally(), Self::bounds(schedule));
        let give_up_at = tally.ask(&mut bounds, schedule, self.age_at(now));
        self.n_polls = tally.n_polls;
        self.tick_of(give_up_at)
    }

    /// Takes the answer to the query of `asked_at` that the task is pending, and says when it is asked next;
    /// nothing is changed where it isn't.
    #[inline]
    pub(crate) fn observe(
        &mut self,
        schedule: &Schedule,
        asked_at: Tick,
        now: Tick,
        got: Known,
        hint: Option<Age>,
    ) -> Option<Seen> {
        let age = self.age_at(now);
        let (mut tally, mut bounds) = (self.tally(), Self::bounds(schedule));
        bounds.keep_gap(age, schedule.floor_age(), hint);
        let until = tally.wait(bounds, schedule, age)?;
        let seen = Seen {
            until: Some(self.tick_of(until)).filter(|until| *until >= now)?,
            kept: self.known,
            got,
            n_polls: self.n_polls,
            age,
            wait: until.since(age),
        };
        // A stale answer proves nothing about the time it came.
        if got >= self.known {
            self.pending_ms = pending_ms(self.age_at(asked_at))?;
            self.known = got;
        }
        self.was_last = tally.was_last;
        Some(seen)
    }

    /// Returns the watch that this stands for at `now`.
    pub(crate) fn watch(&self, now: Tick, id: TaskId, schedule: Schedule, doing: Doing) -> Watch {
        let mut bounds = Self::bounds(&schedule);
        let phase = match doing {
            Doing::Waiting { until } => {
                let until = self.age_at(until);
                bounds.not_before = until;
                Phase::Waiting { until }
            }
            Doing::Asking {
                asked_at,
                give_up_at,
            } => {
                let asked_at = self.age_at(asked_at);
                bounds.not_before = asked_at.after(schedule.floor_age());
                Phase::Asking {
                    asked_at,
                    give_up_at: self.age_at(give_up_at),
                }
            }
        };
        let mut record = Record::new(id, schedule);
        record.tally = self.tally();
        if let Some(state) = self.known.state() {
            let task = VideoTask::new(record.lifecycle.id().clone(), state);
            // The task is that of this very lifecycle.
            let _ = record.lifecycle.observe(task);
        }
        Watch {
            record,
            time: OwnTime::new(now, self.age_at(now)),
            bounds,
            phase,
        }
    }

    fn tally(&self) -> Tally {
        Tally {
            seed: self.seed,
            n_polls: self.n_polls,
            n_restores: self.n_restores.into(),
            pending_at: (self.pending_ms != NEVER).then(|| Age::of_ms(self.pending_ms.into())),
            is_newborn: self.is_newborn,
            was_last: self.was_last,
        }
    }

    fn bounds(schedule: &Schedule) -> Bounds {
        Bounds {
            not_before: Age::ZERO,
            deadline: schedule.deadline_age(),
        }
    }

    fn age_at(&self, tick: Tick) -> Age {
        Age::of_nanos(tick.nanos().wrapping_sub(self.birth))
    }

    fn tick_of(&self, age: Age) -> Tick {
        Tick::of_nanos(self.birth.wrapping_add(age.nanos()))
    }
}
