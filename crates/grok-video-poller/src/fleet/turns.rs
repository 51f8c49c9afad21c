//! Calls of the caller's own, under the budget of a fleet.

use super::Fleet;
use crate::Tick;

/// Counts the calls that wait for a turn, and knows whose turn it is.
#[derive(Debug, Default)]
pub(super) struct Turns {
    n_wanted: usize,
    /// Whether the budget was last spent on a call rather than on a query.
    had_last: bool,
}

impl Turns {
    #[inline]
    pub(super) fn are_wanted(&self) -> bool {
        self.n_wanted > 0
    }

    /// Notes that a query was made: the next turn is a call's.
    #[inline]
    pub(super) fn pass(&mut self) {
        self.had_last = false;
    }
}

impl<T> Fleet<T> {
    /// Asks for a turn of the budget, for a call of the caller's own that the service counts as well, as one that
    /// creates a task; [`next`](Self::next) gives it with [`FleetNext::Turn`](crate::FleetNext::Turn).
    ///
    /// Turns and queries spend the same rate and burst. While both wait for it, they take it in turn, however many of
    /// the one kind there are: a call waits for those that were asked for before and for as many queries, and tasks keep
    /// one half of the rate at least. How many queries are in flight makes no difference to a call. While
    /// the key is refused, no turn is given.
    ///
    /// Nothing of it is stored with a [snapshot](Self::snapshot).
    ///
    /// ```
    /// use core::time::Duration;
    /// use grok_video_poller::{Budget, Fleet, FleetNext, Tick};
    ///
    /// let mut fleet = Fleet::<()>::new(Budget::per_second(10.0).with_burst(1).build()?);
    /// fleet.want_turn();
    /// fleet.want_turn();
    /// assert!(matches!(fleet.next(Tick::ZERO), FleetNext::Turn));
    /// let FleetNext::WaitUntil(then) = fleet.next(Tick::ZERO) else { panic!() };
    /// assert_eq!(then.since(Tick::ZERO), Duration::from_millis(100));
    /// assert!(matches!(fleet.next(then), FleetNext::Turn));
    /// assert!(matches!(fleet.next(then), FleetNext::Idle));
    /// # Ok::<(), grok_video_poller::InvalidBudget>(())
    /// ```
    pub fn want_turn(&mut self) {
        self.turns.n_wanted = self.turns.n_wanted.saturating_add(1);
    }

    /// Takes back that a turn was asked for; without effect where all have been given.
    pub fn waive_turn(&mut self) {
        self.turns.n_wanted = self.turns.n_wanted.saturating_sub(1);
    }

    /// Returns how many turns were asked for, and neither given nor taken back.
    #[must_use]
    pub fn n_turns_wanted(&self) -> usize {
        self.turns.n_wanted
    }

    /// Spends a turn on a call, if that comes before a task, of which one waits where `is_due` says so.
    #[cold]
    #[inline(never)]
    pub(super) fn gives_turn(&mut self, now: Tick, is_due: bool) -> bool {
        let has_room = self.flights.len() < self.budget.in_flight() as usize;
        let is_task_s = is_due && has_room && self.turns.had_last;
        if is_task_s || !self.throttle.is_free(now) {
            return false;
        }
        self.throttle.spend(now);
        self.turns.n_wanted -= 1;
        self.turns.had_last = true;
        if is_due {
            // That task waits for the budget.
            self.held_up_to = self.held_up_to.max(Some(now));
        }
        true
    }

    /// Returns when the budget has room for a call, where one waits.
    #[inline]
    pub(super) fn turn_at(&self, now: Tick) -> Option<Tick> {
        let is_wanted = self.turns.are_wanted();
        is_wanted.then(|| self.throttle.free_at(now))
    }
}
