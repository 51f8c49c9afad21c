//! How many queries a second there may be, and fewer after the server has said that there are too many.

use serde::{Deserialize, Serialize};

use super::Budget;
use crate::Tick;
use crate::age::Age;

/// Lets queries through one by one: a token bucket whose rate falls at once and comes back slowly.
///
/// It is kept as the time at which the bucket would be full of debts (GCRA): a query moves that time on by
/// the gap that holds now, and may be made once it is no further ahead than the burst. The burst counts in
/// time at the full rate, so that a rate that changes never lets more through than the budget.
///
/// How far the rate falls depends on how many of the latest answers say that there are too many queries (as in
/// DCTCP): where all do, it is halved each time, and a stray one among good answers costs next to nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Throttle {
    /// The gap between two queries at the full rate.
    gap: Age,
    /// How far ahead the debts may be.
    burst: Age,
    /// Up to when the queries so far have used the rate up.
    paid_until: Tick,
    /// Which part of the rate was left after the last cut, and when that was.
    share: u32,
    cut_at: Tick,
    /// Which part of the latest answers was 429.
    crowding: u32,
    /// Until when the server wants no query at all.
    held_until: Tick,
}

impl Throttle {
    /// The whole of the rate: shares are parts of it.
    const WHOLE: u32 = 1 << 20;

    /// The least share of the rate that is left.
    const LEAST: u32 = Self::WHOLE / 64;

    /// How long the rate takes to come back from nothing (A).
    const RECOVERY: Age = Age::of_secs(60);

    /// How many answers the latest ones are, more or less.
    const N_LATEST: u32 = 32;

    /// The longest that a single answer can hold up all tasks (A): the one that got it waits on.
    const LONGEST_HOLD: Age = Age::of_secs(60);

    pub(super) fn new(budget: &Budget) -> Self {
        let gap = budget.gap();
        let burst = gap.nanos().saturating_mul(u64::from(budget.burst() - 1));
        Self {
            gap,
            burst: Age::of_nanos(burst),
            paid_until: Tick::ZERO,
            share: Self::WHOLE,
            cut_at: Tick::ZERO,
            crowding: 0,
            held_until: Tick::ZERO,
        }
    }

    /// Tells whether a query may be made now.
    #[inline]
    pub(super) fn is_free(&self, now: Tick) -> bool {
        let paid_until = self.paid_until.nanos().saturating_sub(self.burst.nanos());
        paid_until <= now.nanos() && self.held_until <= now
    }

    /// Returns when the next query may be made: `now` or later.
    pub(super) fn free_at(&self, now: Tick) -> Tick {
        let paid_until = self.paid_until.nanos().saturating_sub(self.burst.nanos());
        Tick::of_nanos(paid_until).max(self.held_until).max(now)
    }

    /// Notes that a query is made now.
    pub(super) fn spend(&mut self, now: Tick) {
        let gap = match self.share_at(now) {
            Self::WHOLE => self.gap,
            share => self.gap_of(share),
        };
        self.paid_until = self.paid_until.max(now).plus(gap);
    }

    /// Notes an answer that does not say that there are too many queries.
    #[inline]
    pub(super) fn pass(&mut self) {
        self.crowding -= self.crowding / Self::N_LATEST;
    }

    /// Notes that the answer to a query of `asked_at` says that there are too many.
    ///
    /// The rate falls by half of the crowding, unless that query was made before it fell last: all that were
    /// in flight then say the same thing. All tasks are held up for as much of the hint as the crowding's
    /// square says.
    pub(super) fn cut(&mut self, asked_at: Tick, now: Tick, hint: Option<Age>) {
        self.crowding += (Self::WHOLE - self.crowding) / Self::N_LATEST;
        let hint = hint.unwrap_or_default().min(Self::LONGEST_HOLD);
        let hold = Self::part(Self::part(hint.nanos(), self.crowding), self.crowding);
        self.held_until = self.held_until.max(now.plus(Age::of_nanos(hold)));
        if asked_at < self.cut_at {
            return;
        }
        let share = self.share_at(now);
        let fall = Self::part(share.into(), self.crowding / 2);
        let share = share - u32::try_from(fall).unwrap_or(0);
        self.share = share.max(Self::LEAST);
        self.cut_at = now;
        self.empty(now);
    }

    /// Returns a part of a number below 2⁴⁴.
    fn part(number: u64, part: u32) -> u64 {
        number * u64::from(part) / u64::from(Self::WHOLE)
    }

    /// Leaves nothing of the burst, so that whatever has waited goes on at the rate.
    pub(super) fn empty(&mut self, now: Tick) {
        self.paid_until = self.paid_until.max(now.plus(self.burst));
    }

    /// Returns which part of the full rate holds now, in millionths.
    pub(super) fn millionths(&self, now: Tick) -> u32 {
        let millionths = u64::from(self.share_at(now)) * 1_000_000 / u64::from(Self::WHOLE);
        u32::try_from(millionths).unwrap_or(u32::MAX)
    }

    /// Returns what a later throttle goes on from.
    pub(super) fn rest(&self, now: Tick) -> Rest {
        Rest {
            millionths: self.millionths(now),
            debt: self.paid_until.minus(now),
            hold: self.held_until.minus(now),
        }
    }

    /// Goes on at `now` from what it was `away` before.
    pub(super) fn restore(&mut self, rest: Rest, now: Tick, away: Age) {
        let share = u64::from(rest.millionths.min(1_000_000)) * u64::from(Self::WHOLE) / 1_000_000;
        self.share = u32::try_from(share).map_or(Self::WHOLE, |share| share.max(Self::LEAST));
        self.share = self
            .share
            .saturating_add(Self::recovered(away))
            .min(Self::WHOLE);
        self.cut_at = now;
        // Whatever was stored, nobody waits for ever.
        let most = self.burst.after(self.gap_of(Self::LEAST));
        self.paid_until = now.plus(rest.debt.min(most).since(away));
        self.held_until = now.plus(rest.hold.min(Self::LONGEST_HOLD).since(away));
    }

    /// Returns the share that has come back since the last cut.
    fn share_at(&self, now: Tick) -> u32 {
        if self.share == Self::WHOLE {
            return Self::WHOLE;
        }
        let back = Self::recovered(now.minus(self.cut_at));
        self.share.saturating_add(back).min(Self::WHOLE)
    }

    /// Returns how much of the rate comes back in a time.
    fn recovered(time: Age) -> u32 {
        let per_share = Self::RECOVERY.nanos() / u64::from(Self::WHOLE);
        u32::try_from(time.nanos() / per_share).unwrap_or(u32::MAX)
    }

    /// Returns the gap between two queries at a share of the rate.
    fn gap_of(&self, share: u32) -> Age {
        let parts = u128::from(self.gap.nanos()) * u128::from(Self::WHOLE);
        let gap = u64::try_from(parts / u128::from(share));
        Age::of_nanos(gap.unwrap_or(u64::MAX))
    }
}

/// A throttle at rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Rest {
    /// Which part of the rate was left after a 429.
    #[serde(rename = "rate_millionths")]
    millionths: u32,
    /// For how long the queries so far have used the rate up.
    #[serde(rename = "debt_ns")]
    debt: Age,
    /// For how long the server wants no query at all.
    #[serde(rename = "hold_ns")]
    hold: Age,
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;
    use core::time::Duration;

    use super::*;

    fn at(ms: u64) -> Tick {
        Tick::from_origin(Duration::from_millis(ms))
    }

    /// Ten a second, two at once.
    fn throttle() -> Throttle {
        let budget = Budget::per_second(10.0).with_burst(2).build();
        let budget = budget.expect("it is a budget");
        Throttle::new(&budget)
    }

    /// Returns when the queries come that always wait to be made, in milliseconds.
    fn queries(throttle: &mut Throttle, from: Tick, n: usize) -> Vec<u128> {
        let mut now = from;
        let mut times = Vec::new();
        for _ in 0..n {
            now = throttle.free_at(now);
            throttle.spend(now);
            times.push(now.since_origin().as_millis());
        }
        times
    }

    #[test]
    fn a_burst_goes_first_and_then_the_rate_holds() {
        assert_eq!(
            queries(&mut throttle(), at(1000), 4),
            [1000, 1000, 1100, 1200]
        );
    }

    /// Lets so many answers say that there are too many queries, each to a query made since the one before.
    fn crowd(throttle: &mut Throttle, n: u64, from: u64, hint: Option<Age>) {
        for n in 0..n {
            throttle.cut(at(from + n), at(from + n), hint);
        }
    }

    #[test]
    fn a_stray_one_costs_little_and_a_storm_nearly_all() {
        let mut throttle = throttle();
        crowd(&mut throttle, 1, 1000, Some(Age::of_secs(60)));
        assert!((980_000..990_000).contains(&throttle.millionths(at(1000))));
        assert!(throttle.free_at(at(1000)) < at(1200), "no hold to speak of");
        crowd(&mut throttle, 20, 1001, None);
        assert!(throttle.millionths(at(1020)) < 150_000);
        crowd(&mut throttle, 1000, 1021, None);
        assert!((15_000..16_000).contains(&throttle.millionths(at(2020))));
        // And it comes back.
        let later = throttle.millionths(at(32_020));
        assert!((500_000..530_000).contains(&later), "{later}");
        assert_eq!(throttle.millionths(at(100_000)), 1_000_000);
    }

    #[test]
    fn good_answers_end_the_crowding() {
        let mut throttle = throttle();
        crowd(&mut throttle, 1000, 0, None);
        assert!(throttle.crowding > Throttle::WHOLE * 9 / 10);
        for _ in 0..200 {
            throttle.pass();
        }
        assert!(throttle.crowding < Throttle::WHOLE / 100);
    }

    #[test]
    fn what_was_in_flight_cuts_once_and_takes_the_burst() {
        let mut throttle = throttle();
        throttle.cut(at(1000), at(1010), None);
        let share = throttle.millionths(at(1010));
        for _ in 0..5 {
            throttle.cut(at(1000), at(1010), None);
        }
        assert_eq!(throttle.millionths(at(1010)), share);
        let times = queries(&mut throttle, at(1010), 3);
        assert_eq!(times[0], 1010);
        assert!(times[1] >= 1110 && times[2] >= 1210, "{times:?}");
    }

    #[test]
    fn a_hint_holds_all_up_in_a_storm_and_for_a_minute_at_most() {
        let mut throttle = throttle();
        crowd(&mut throttle, 1000, 0, Some(Age::of_secs(30)));
        let free_at = throttle.free_at(at(1000));
        assert!((at(30_000)..at(31_000)).contains(&free_at), "{free_at}");
        throttle.cut(at(2000), at(2000), Some(Age::MAX));
        assert!(throttle.free_at(at(2000)) <= at(62_000));
    }

    #[test]
    fn a_rest_changes_nothing_but_what_comes_back_meanwhile() {
        let mut one = throttle();
        crowd(&mut one, 100, 900, Some(Age::of_secs(30)));
        queries(&mut one, at(31_000), 3);
        let rest = one.rest(at(31_000));
        for away in [0, 100, 40_000] {
            let mut other = throttle();
            other.restore(rest, at(5000), Age::of_ms(away));
            let free_at = one.free_at(at(31_000 + away)).minus(at(31_000 + away));
            assert_eq!(other.free_at(at(5000)).minus(at(5000)), free_at, "{away}");
            let (one, other) = (
                one.millionths(at(31_000 + away)),
                other.millionths(at(5000)),
            );
            assert!(one.abs_diff(other) < 3, "{one} {other}");
        }
    }

    #[test]
    fn no_stored_numbers_stop_it() {
        let rest = Rest {
            millionths: 0,
            debt: Age::MAX,
            hold: Age::MAX,
        };
        let mut throttle = throttle();
        throttle.restore(rest, at(5000), Age::ZERO);
        assert!(throttle.free_at(at(5000)) <= at(65_000));
        assert!(throttle.millionths(at(5000)) > 10_000);
    }
}
