//! What a fleet does in each step.

use crate::age::Age;
use crate::observation::Class;
use crate::watch::{Compact, Doing, Known, Seen, refused_key};
use crate::{Event, Next, Observation, Snapshot, Tick, Watch};

use super::flights::Flight;
use super::slots::SlotState;
use super::{Ended, Fleet, FleetEvent, FleetNext, FleetTicket, KeyState, TaskKey};

impl<T> Fleet<T> {
    /// Returns `now`, or the latest time that was told, where that is later.
    #[inline]
    pub(super) fn at(&mut self, now: Tick) -> Tick {
        self.now = self.no_earlier(now);
        self.now
    }

    /// Returns what counts as the time where `now` is told; behind 292 years there is none, so that no time
    /// that is waited for is ever out of reach.
    #[inline]
    pub(super) fn no_earlier(&self, now: Tick) -> Tick {
        const LATEST: Tick = Tick::of_nanos(u64::MAX / 2);
        self.now.max(now.min(LATEST))
    }

    /// Waits for the next task, the next timeout, or room for a call.
    pub(super) fn wait_for_due(&mut self, now: Tick) -> FleetNext<'_, T> {
        let turn_at = self.turn_at(now).map(Tick::nanos);
        if self.slots.len() == 0 && turn_at.is_none() {
            return FleetNext::Idle;
        }
        let due = self.wheel.next_due(&self.slots);
        let give_up_at = self.flights.first().map(|flight| flight.give_up_at);
        match due.into_iter().chain(give_up_at).chain(turn_at).min() {
            Some(then) => FleetNext::WaitUntil(Tick::of_nanos(then)),
            None => FleetNext::Idle,
        }
    }

    /// Waits for the queries in flight, whatever is due.
    pub(super) fn wait_for_key(&mut self) -> FleetNext<'_, T> {
        match self.flights.first() {
            Some(flight) => FleetNext::WaitUntil(Tick::of_nanos(flight.give_up_at)),
            None if self.slots.len() == 0 && !self.turns.are_wanted() => FleetNext::Idle,
            None => FleetNext::Paused,
        }
    }

    /// Returns until when the budget forbids a query, if it does.
    #[inline]
    pub(super) fn full_until(&self, now: Tick) -> Option<Tick> {
        let has_room = self.flights.len() < self.budget.in_flight() as usize;
        if has_room && self.throttle.is_free(now) {
            return None;
        }
        let free_at = self.throttle.free_at(now);
        match self.flights.first() {
            // Without room for a query, there may be some for a call.
            Some(first) if has_room || self.turns.are_wanted() => {
                Some(free_at.min(Tick::of_nanos(first.give_up_at)))
            }
            Some(first) => Some(Tick::of_nanos(first.give_up_at)),
            None => Some(free_at),
        }
    }

    #[inline]
    pub(super) fn is_past_deadline(&self, task: u32, now: Tick) -> bool {
        let slot = self.slots.get(task);
        if slot.is_whole {
            return self.is_whole_past_deadline(task, now);
        }
        let schedule = self.schedules.get(slot.schedule);
        slot.compact.is_past_deadline(schedule, now)
    }

    #[cold]
    fn is_whole_past_deadline(&self, task: u32, now: Tick) -> bool {
        let watch = self.whole.get(&task);
        watch.is_some_and(|watch| watch.is_past_deadline(now))
    }

    /// Begins a query for a task that is due; `is_owed` where its deadline has passed.
    #[inline]
    pub(super) fn ask(&mut self, task: u32, now: Tick, is_owed: bool) -> FleetNext<'_, T> {
        self.throttle.spend(now);
        self.turns.pass();
        self.last_serial = self.last_serial.wrapping_add(1);
        let slot = self.slots.get_mut(task);
        slot.state = SlotState::Asking;
        let give_up_at = if slot.is_whole || is_owed {
            self.ask_whole(task, now, is_owed)
        } else {
            slot.compact.ask(self.schedules.get(slot.schedule), now)
        };
        let flight = Flight {
            give_up_at: give_up_at.nanos(),
            asked_at: now.nanos(),
            serial: self.last_serial,
            task,
        };
        let slots = &mut self.slots;
        let place = self.flights.push(flight, |task, place| {
            slots.get_mut(task).when = place as u64;
        });
        let slot = slots.get_mut(task);
        slot.when = place as u64;
        let generation = slot.generation;
        let Some((id, label)) = slot.name() else {
            unreachable!("a task that is due has a name")
        };
        let ticket = FleetTicket {
            serial: self.last_serial,
            key: TaskKey { task, generation },
            give_up_at,
        };
        FleetNext::Query { ticket, id, label }
    }

    #[cold]
    #[inline(never)]
    fn ask_whole(&mut self, task: u32, now: Tick, is_owed: bool) -> Tick {
        let mut watch = self.take_out(task, now, None);
        if is_owed {
            watch.owe();
        }
        let Next::Query(ticket) = watch.next(now) else {
            unreachable!("a watch that is due before its deadline asks")
        };
        self.keep_whole(task, watch);
        ticket.give_up_at()
    }

    /// Returns the query of a ticket, if that is still in flight, and takes it out.
    #[inline]
    pub(super) fn redeem(&mut self, key: TaskKey, serial: u64) -> Option<Flight> {
        let task = self.slots.find(key)?;
        let slot = self.slots.get(task);
        let place = slot.when as usize;
        if slot.state != SlotState::Asking || self.flights.get(place)?.serial != serial {
            return None;
        }
        Some(self.land(place))
    }

    /// Takes a query out of those in flight.
    #[inline]
    fn land(&mut self, place: usize) -> Flight {
        let slots = &mut self.slots;
        self.flights.remove(place, |task, place| {
            slots.get_mut(task).when = place as u64;
        })
    }

    /// Takes an answer that the task is pending, where that is all there is to it.
    #[inline]
    pub(super) fn observe_plain(
        &mut self,
        flight: Flight,
        now: Tick,
        observation: &Observation,
    ) -> Option<Seen> {
        let answer = observation.result.as_ref().ok()?;
        let got = Known::of(answer.state())?;
        let slot = self.slots.get_mut(flight.task);
        let is_late = now.nanos() >= flight.give_up_at;
        if slot.is_whole || is_late || slot.id() != Some(answer.id()) {
            return None;
        }
        let schedule = self.schedules.get(slot.schedule);
        let asked_at = Tick::of_nanos(flight.asked_at);
        let hint = observation.retry_after.map(Age::of);
        let seen = slot.compact.observe(schedule, asked_at, now, got, hint)?;
        self.throttle.pass();
        slot.wait_until(seen.until);
        self.wheel
            .insert(now.nanos(), seen.until.nanos(), flight.task);
        Some(seen)
    }

    /// Takes any answer; nothing is told where it refuses the key once more.
    #[cold]
    #[inline(never)]
    pub(super) fn observe_whole(
        &mut self,
        flight: Flight,
        now: Tick,
        observation: Observation,
    ) -> Option<Event> {
        let is_late = now.nanos() >= flight.give_up_at;
        let hint = observation.retry_after.map(Age::of);
        let throttled =
            matches!(&observation.result, Err(fault) if fault.class == Class::Throttled);
        if throttled && !is_late {
            let asked_at = Tick::of_nanos(flight.asked_at);
            self.throttle.cut(asked_at, now, hint);
        } else {
            self.throttle.pass();
        }
        let mut watch = self.take_out(flight.task, now, Some(flight));
        let refusal = refused_key(&observation).filter(|_| !is_late).cloned();
        let event = if let Some(fault) = refusal {
            let is_first = matches!(self.key, KeyState::Good) && !self.is_of_old_key(flight);
            if is_first {
                self.key = KeyState::Refused(fault.error.clone());
            }
            let event = watch.refuse(now, fault, hint);
            is_first.then_some(event)
        } else {
            let ticket = watch.ticket(Tick::of_nanos(flight.give_up_at));
            Some(watch.observe(ticket, now, observation))
        };
        self.settle(flight.task, watch, now);
        event
    }

    /// Tells whether a query was made with a key that another one has replaced; serials may wrap.
    fn is_of_old_key(&self, flight: Flight) -> bool {
        let since = self
            .old_key_up_to
            .map(|last| last.wrapping_sub(flight.serial));
        since.is_some_and(|since| since < u64::MAX / 2)
    }

    /// Takes the timeouts of the queries in flight whose time has come.
    #[inline]
    pub(super) fn give_up_late_queries(&mut self, now: Tick) {
        while let Some(flight) = self.flights.first() {
            if flight.give_up_at > now.nanos() {
                break;
            }
            self.give_up_first_query(now);
        }
    }

    #[cold]
    #[inline(never)]
    fn give_up_first_query(&mut self, now: Tick) {
        let flight = self.land(0);
        let mut watch = self.take_out(flight.task, now, Some(flight));
        // It sees for itself that nothing has come in time.
        let _ = watch.next(now);
        self.settle(flight.task, watch, now);
    }

    /// Lets a task see that its deadline has come.
    #[cold]
    #[inline(never)]
    pub(super) fn give_up(&mut self, task: u32, now: Tick) {
        let mut watch = self.take_out(task, now, None);
        let _ = watch.next(now);
        self.settle(task, watch, now);
    }

    /// Ends one more task, where the key is given up.
    #[cold]
    #[inline(never)]
    pub(super) fn deny_one(&mut self, now: Tick) {
        let KeyState::GivenUp { error, n_seen } = &mut self.key else {
            return;
        };
        // What was added meanwhile may lie before the place that was reached.
        let next = self
            .slots
            .first_from(*n_seen)
            .or_else(|| self.slots.first_from(0));
        match next {
            Some(task) => {
                *n_seen = task + 1;
                let error = error.clone();
                self.end(task, now, |watch| watch.deny(now, error));
                // What is added behind the last end is not denied.
                if self.slots.len() == 0 {
                    self.key = KeyState::Good;
                }
            }
            None => self.key = KeyState::Good,
        }
    }

    /// Ends a task by `ending`; a query of it in flight is no longer waited for.
    pub(super) fn end(&mut self, task: u32, now: Tick, ending: impl FnOnce(&mut Watch)) {
        let slot = self.slots.get(task);
        let is_asking = slot.state == SlotState::Asking;
        let place = slot.when as usize;
        let flight = is_asking.then(|| self.land(place));
        let mut watch = self.take_out(task, now, flight);
        ending(&mut watch);
        self.settle(task, watch, now);
    }

    /// Returns the end that is to be told next.
    #[cold]
    #[inline(never)]
    pub(super) fn take_ended(&mut self, now: Tick) -> Option<FleetEvent<T>> {
        let ended = self.ended.pop_front()?;
        Some(ended.tell(now))
    }

    /// Takes a task's watch out of the fleet; its query in flight has been taken out before.
    fn take_out(&mut self, task: u32, now: Tick, flight: Option<Flight>) -> Watch {
        let whole = if self.slots.get(task).is_whole {
            self.whole.remove(&task)
        } else {
            None
        };
        whole.unwrap_or_else(|| {
            let watch = self.unpack(task, now, flight);
            self.schedules.give_back(self.slots.get(task).schedule);
            watch
        })
    }

    /// Makes a watch of what is kept of one that has no trouble.
    fn unpack(&self, task: u32, now: Tick, flight: Option<Flight>) -> Watch {
        let slot = self.slots.get(task);
        let doing = match flight {
            Some(flight) => Doing::Asking {
                asked_at: Tick::of_nanos(flight.asked_at),
                give_up_at: Tick::of_nanos(flight.give_up_at),
            },
            None => Doing::Waiting {
                until: Tick::of_nanos(slot.when),
            },
        };
        let Some((id, _)) = self.slots.name(task) else {
            unreachable!("a task that is here has a name")
        };
        let schedule = self.schedules.get(slot.schedule).clone();
        slot.compact.watch(now, id.clone(), schedule, doing)
    }

    /// Takes a watch in that waits or has ended, as small as may be.
    pub(super) fn settle(&mut self, task: u32, watch: Watch, now: Tick) {
        let Some(until) = watch.wakes_at() else {
            let key = self.slots.key(task);
            if let Some(label) = self.slots.give_back(task) {
                self.ended.push_back(Ended { key, label, watch });
            }
            return;
        };
        let compact = Compact::of(&watch, now);
        let packed = compact.and_then(|it| Some((it, self.schedules.take(watch.schedule())?)));
        if let Some((compact, schedule)) = packed {
            let slot = self.slots.get_mut(task);
            (slot.compact, slot.schedule, slot.is_whole) = (compact, schedule, false);
        } else {
            self.keep_whole(task, watch);
        }
        self.wait_until(task, now, until);
    }

    fn keep_whole(&mut self, task: u32, watch: Watch) {
        self.slots.get_mut(task).is_whole = true;
        self.whole.insert(task, watch);
    }

    fn wait_until(&mut self, task: u32, now: Tick, until: Tick) {
        self.slots.get_mut(task).wait_until(until);
        self.wheel.insert(now.nanos(), until.nanos(), task);
    }

    /// Returns what a later watch of a task goes on from.
    pub(super) fn snapshot_at(&self, task: u32, now: Tick) -> Option<Snapshot> {
        if let Some(watch) = self
            .whole
            .get(&task)
            .filter(|_| self.slots.get(task).is_whole)
        {
            return watch.snapshot(now);
        }
        let slot = self.slots.get(task);
        let is_asking = slot.state == SlotState::Asking;
        let flight = is_asking.then(|| self.flights.get(slot.when as usize).copied());
        self.unpack(task, now, flight.flatten()).snapshot(now)
    }
}

impl<T> Ended<T> {
    /// Makes the event of it.
    pub(super) fn tell(mut self, now: Tick) -> FleetEvent<T> {
        let Next::Finished(outcome) = self.watch.next(now) else {
            unreachable!("a watch that has ended stays so")
        };
        FleetEvent {
            key: self.key,
            label: self.label,
            event: outcome.into(),
        }
    }
}
