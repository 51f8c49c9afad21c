//! The machine that watches many tasks of one key.

mod buckets;
mod budget;
mod flights;
mod next;
mod rest;
mod schedules;
mod slots;
mod steps;
mod throttle;
mod turns;
mod wheel;

use alloc::collections::{BTreeMap, VecDeque};

use grok_video_types::TaskId;

use crate::age::Age;
use crate::{Observation, PollError, Snapshot, Tick, Watch, jitter};
use flights::Flights;
use schedules::Schedules;
use slots::Slots;
use throttle::Throttle;
use turns::Turns;
use wheel::Wheel;

pub use budget::{Budget, BudgetBuilder, InvalidBudget};
pub use next::{FleetEvent, FleetNext, FleetTicket, TaskKey};
pub use rest::{FleetSnapshot, TaskAtRest};

/// Watches many tasks of one key, under one budget.
///
/// **Call [`next`](Self::next); query, wait or take an end as it says; hand what each query brought to
/// [`observe`](Self::observe) with its ticket; and call `next` again.** Many queries may be in flight.
///
/// Each task is watched as a [`Watch`] of its own would do it, and all of them share
///
/// - **the [`Budget`]**: whoever waits longest goes first, so nobody waits for more than the others that are
///   due before. A poll comes late rather than too often; and a task whose deadline comes while it waits for
///   the budget is still asked for once.
/// - **the answer 429**: the rate falls for all, and comes back slowly.
/// - **the key**: 401 and 403 pause the fleet. That is told once, no task ends by it, and nobody asks until
///   [`resume`](Self::resume).
///
/// Calls of the caller's own, as those that create tasks, take [turns](Self::want_turn) of the same budget.
///
/// The first polls of tasks that are added together are spread over up to the schedule's floor, at moments
/// of the tasks' own: by `n / rate` for the n-th. A task without trouble takes 57 bytes, its id and label
/// aside, and a poll of it little longer than it takes to look at it in memory.
///
/// ```
/// use core::time::Duration;
/// use grok_video_poller::{Budget, EventKind, Fleet, FleetNext, Observation, Schedule, Tick, Watch};
///
/// let mut fleet = Fleet::new(Budget::default());
/// let mut now = Tick::ZERO;
/// for n in 0..100 {
///     let id = format!("video_{n}").parse()?;
///     fleet.add(Watch::new(id, Schedule::default(), now).just_created(), n, now);
/// }
/// let mut n_failed = 0;
/// loop {
///     match fleet.next(now) {
///         FleetNext::WaitUntil(then) => now = then,
///         FleetNext::Query { ticket, id, .. } => {
///             let body = format!(r#"{{"id":"{id}","status":"failed","error":"invalid prompt"}}"#);
///             fleet.observe(ticket, now, Observation::http(200, body.as_bytes()));
///         }
///         FleetNext::Finished(end) => n_failed += end.label.min(1),
///         _ => break,
///     }
/// }
/// assert_eq!(n_failed, 99);
/// # Ok::<(), grok_video_types::InvalidTaskId>(())
/// ```
#[derive(Debug)]
pub struct Fleet<T> {
    budget: Budget,
    throttle: Throttle,
    turns: Turns,
    slots: Slots<T>,
    schedules: Schedules,
    /// The tasks that have trouble, or had some since the last good answer.
    whole: BTreeMap<u32, Watch>,
    wheel: Wheel,
    flights: Flights,
    /// Counts the queries, from a number on that no other fleet begins with.
    last_serial: u64,
    /// The last query that was made with a key that was refused, once there is another.
    old_key_up_to: Option<u64>,
    /// What has ended and was not told yet: no more than there may be in flight.
    ended: VecDeque<Ended<T>>,
    /// The latest time that was told: it never goes back.
    now: Tick,
    /// Up to which due time tasks have waited for the budget, or for a key, rather than for the caller.
    held_up_to: Option<Tick>,
    key: KeyState,
}

/// What the service thinks of the key.
#[derive(Debug)]
enum KeyState {
    Good,
    Refused(PollError),
    /// There is no other: the tasks end, and so many were looked at.
    GivenUp {
        error: PollError,
        n_seen: u32,
    },
}

/// The end of a task that was not told yet.
#[derive(Debug)]
struct Ended<T> {
    key: TaskKey,
    label: T,
    watch: Watch,
}

impl<T> Fleet<T> {
    /// Makes a fleet without tasks.
    #[must_use]
    pub fn new(budget: Budget) -> Self {
        Self {
            throttle: Throttle::new(&budget),
            turns: Turns::default(),
            budget,
            slots: Slots::new(),
            schedules: Schedules::default(),
            whole: BTreeMap::new(),
            wheel: Wheel::new(),
            flights: Flights::default(),
            last_serial: 0,
            old_key_up_to: None,
            ended: VecDeque::new(),
            now: Tick::ZERO,
            held_up_to: None,
            key: KeyState::Good,
        }
    }

    /// Makes room for so many more tasks, exactly.
    pub fn reserve(&mut self, n_tasks: usize) {
        self.slots.reserve(n_tasks);
    }

    /// Takes a watch in, new or restored; `label` comes back with all that is told of it.
    ///
    /// A query that it had in flight is lost: it counts as a poll and as no error.
    ///
    /// # Panics
    /// When the fleet holds 2³² − 1 tasks.
    pub fn add(&mut self, mut watch: Watch, label: T, now: Tick) -> TaskKey {
        let now = self.at(now);
        watch.forget_query(now);
        let width = self.budget.gap().nanos().saturating_mul(self.len() as u64);
        watch.spread(now, Age::of_nanos(width));
        if self.last_serial == 0 {
            self.last_serial = jitter::mix(watch.mark() ^ now.nanos());
        }
        let task = self.slots.take(watch.id().clone(), label);
        let key = self.slots.key(task);
        self.settle(task, watch, now);
        key
    }

    /// Returns how many tasks there are that have not ended.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Tells whether there is no task, and no end to be told.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0 && self.ended.is_empty()
    }

    /// Returns how many queries are in flight.
    #[must_use]
    pub fn n_in_flight(&self) -> usize {
        self.flights.len()
    }

    /// Returns how many queries a second there may be at `now`: the budget's rate, or less after a 429.
    #[must_use]
    pub fn rate(&self, now: Tick) -> f64 {
        self.budget.rate() * f64::from(self.throttle.millionths(now)) / 1e6
    }

    /// Returns why the fleet pauses, if it does.
    #[must_use]
    pub fn paused(&self) -> Option<&PollError> {
        match &self.key {
            KeyState::Refused(error) => Some(error),
            _ => None,
        }
    }

    /// Returns all tasks, in no order that means anything.
    pub fn tasks(&self) -> impl Iterator<Item = (TaskKey, &TaskId, &T)> {
        self.slots.iter().filter_map(|task| {
            let (id, label) = self.slots.name(task)?;
            Some((self.slots.key(task), id, label))
        })
    }

    /// Returns the id and label of a task that has not ended.
    #[must_use]
    pub fn get(&self, key: TaskKey) -> Option<(&TaskId, &T)> {
        self.slots.name(self.slots.find(key)?)
    }

    /// Returns what a later watch of one task can go on from, as [`Watch::snapshot`] does, but without the
    /// creation time and the model; `None` where its end has been told.
    #[must_use]
    pub fn snapshot_of(&self, key: TaskKey, now: Tick) -> Option<Snapshot> {
        let now = self.no_earlier(now);
        if let Some(task) = self.slots.find(key) {
            return self.snapshot_at(task, now);
        }
        let unheard = self.ended.iter().find(|ended| ended.key == key)?;
        Some(unheard.watch.snapshot_unheard(now))
    }

    /// Says what to do at `now`.
    ///
    /// A query that has not been observed by its time to give up counts as timed out; no event tells
    /// of that, unless it ends the task.
    pub fn next(&mut self, now: Tick) -> FleetNext<'_, T> {
        let now = self.at(now);
        self.give_up_late_queries(now);
        if matches!(self.key, KeyState::GivenUp { .. }) {
            self.deny_one(now);
        }
        loop {
            if !self.ended.is_empty()
                && let Some(end) = self.take_ended(now)
            {
                return FleetNext::Finished(end);
            }
            if !matches!(self.key, KeyState::Good) {
                return self.wait_for_key();
            }
            let Some(head) = self.wheel.first(now.nanos(), &self.slots) else {
                if self.turns.are_wanted() && self.gives_turn(now, false) {
                    return FleetNext::Turn;
                }
                return self.wait_for_due(now);
            };
            let was_held = self.held_up_to.is_some_and(|held| head.due <= held.nanos());
            let task = head.task;
            let is_past = self.is_past_deadline(task, now);
            if is_past && !was_held {
                self.wheel.remove(head);
                self.give_up(task, now);
                continue;
            }
            if self.turns.are_wanted() && self.gives_turn(now, true) {
                return FleetNext::Turn;
            }
            if let Some(until) = self.full_until(now) {
                // What comes due until then is held too: the caller was told to wait.
                self.held_up_to = self.held_up_to.max(Some(until));
                return FleetNext::WaitUntil(until);
            }
            self.wheel.remove(head);
            return self.ask(task, now, is_past);
        }
    }

    /// Takes what the query of `ticket` brought, and tells what it means.
    ///
    /// Nothing is told of an answer that comes out of turn or for a task that has ended, nor of a second one
    /// that refuses the key, also where that comes after [`resume`](Self::resume). An end is told by [`next`](Self::next).
    pub fn observe(
        &mut self,
        ticket: FleetTicket,
        now: Tick,
        observation: Observation,
    ) -> Option<FleetEvent<&T>> {
        let now = self.at(now);
        let (key, serial) = ticket.use_up();
        let flight = self.redeem(key, serial)?;
        if let Some(seen) = self.observe_plain(flight, now, &observation) {
            let label = self.slots.name(key.task)?.1;
            return seen.tell(|event| Some(FleetEvent { key, label, event }));
        }
        let event = self.observe_whole(flight, now, observation)?;
        let label = match self.ended.back() {
            Some(ended) if ended.key == key => &ended.label,
            _ => self.slots.name(key.task)?.1,
        };
        Some(FleetEvent { key, label, event })
    }

    /// Ends the watch of one task, and returns its outcome; a query in flight is no longer waited for.
    /// Nothing where the task has ended already.
    pub fn cancel(&mut self, key: TaskKey, now: Tick) -> Option<FleetEvent<T>> {
        let now = self.at(now);
        let task = self.slots.find(key)?;
        self.end(task, now, |watch| watch.cancel(now));
        self.ended.pop_back().map(|ended| ended.tell(now))
    }

    /// Goes on after a refused key, with one that is better: what came due meanwhile is asked for at the rate
    /// of the budget, and that once even where its deadline has passed.
    pub fn resume(&mut self, now: Tick) {
        let now = self.at(now);
        if !matches!(self.key, KeyState::Good) {
            self.key = KeyState::Good;
            self.old_key_up_to = Some(self.last_serial);
            self.held_up_to = self.held_up_to.max(Some(now));
            self.throttle.empty(now);
        }
    }

    /// Gives up after a refused key: every task ends as denied, with a checkpoint, also one that is added before
    /// the last end was told. Without effect where the key is not refused.
    pub fn deny(&mut self, now: Tick) {
        self.at(now);
        if let KeyState::Refused(error) = &self.key {
            self.key = KeyState::GivenUp {
                error: error.clone(),
                n_seen: 0,
            };
        }
    }
}
