//! What an account may call: a leaky bucket (GCRA) of one number, and a halt.

use std::time::Duration;

use crate::{Grant, Halt, Moment, Rate};

/// Holds how much of its rate an account has used up, and how long it is halted.
///
/// Among any grants that lie a time `t` apart by the ledger's clock, no more than `t` × rate + burst calls are granted;
/// whoever asks often enough is granted no fewer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Allowance {
    /// Up to when calls are used up, in nanoseconds since 1970.
    pub spent_until: u64,
    /// Until when nobody may call.
    pub halted_until: Moment,
    /// Why; `None` where nobody ever said so.
    pub why: Option<Box<str>>,
}

impl Allowance {
    /// Grants at most `want` calls.
    pub fn grant(&mut self, now: Moment, want: u32, rate: Rate) -> Grant {
        let halt = self.halt(now);
        let interval = nanos(rate.interval());
        let at = instant(now);
        let full = interval.saturating_mul(rate.burst().into());
        // Nothing is used up ahead of the clock but for a halt: a clock that was set back must not be waited for.
        let latest = at.max(instant(self.halted_until));
        let spent_until = self.spent_until.clamp(at.saturating_sub(full), latest);
        let left = at.saturating_sub(spent_until) / interval;
        let left = u32::try_from(left).unwrap_or(u32::MAX);
        let n = if halt.is_some() { 0 } else { want.min(left) };
        self.spent_until = spent_until + interval * u64::from(n);
        let next = self.spent_until.saturating_add(interval);
        Grant {
            n,
            window: Grant::WINDOW,
            ask_in: Duration::from_nanos(next.saturating_sub(at)),
            halt,
        }
    }

    /// Halts all calls for at least `wait`; after that they come at their rate, without a burst.
    pub fn halt_for(&mut self, now: Moment, wait: Duration, why: &str) {
        let until = now.after(wait);
        if until > self.halted_until.max(now) {
            self.halted_until = until;
            self.spent_until = self.spent_until.max(instant(until));
            self.why = Some(why.into());
        }
    }

    fn halt(&self, now: Moment) -> Option<Halt> {
        (self.halted_until > now).then(|| Halt {
            left: self.halted_until.since(now),
            why: self.why.clone().unwrap_or_default(),
        })
    }
}

/// Returns the time in nanoseconds since 1970; those after 2262 are as that.
fn instant(moment: Moment) -> u64 {
    let latest = i64::MAX.cast_unsigned();
    moment.as_millis().saturating_mul(1_000_000).min(latest)
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Duration = Duration::from_millis(100);

    fn at(millis: u64) -> Moment {
        Moment::from_millis(1_700_000_000_000 + millis)
    }

    #[test]
    fn a_burst_comes_first_and_the_rate_after_it() {
        let rate = Rate::every(RATE).with_burst(5);
        let mut allowance = Allowance::default();
        assert_eq!(allowance.grant(at(0), 100, rate).n, 5);
        let none = allowance.grant(at(99), 100, rate);
        assert_eq!((none.n, none.ask_in), (0, Duration::from_millis(1)));
        assert_eq!(allowance.grant(at(250), 100, rate).n, 2);
        // What is left of an interval is kept.
        assert_eq!(allowance.grant(at(300), 100, rate).n, 1);
        assert_eq!(allowance.grant(at(10_000), 3, rate).n, 3);
        assert_eq!(allowance.grant(at(10_000), 3, rate).n, 2);
    }

    #[test]
    fn a_halt_is_for_all_and_only_grows() {
        let rate = Rate::every(RATE).with_burst(5);
        let mut allowance = Allowance::default();
        allowance.halt_for(at(0), Duration::from_secs(2), "429");
        allowance.halt_for(at(500), Duration::from_secs(1), "shorter");
        let halted = allowance.grant(at(600), 1, rate);
        let left = Duration::from_millis(1_400);
        let why = "429".into();
        assert_eq!((halted.n, halted.halt), (0, Some(Halt { left, why })));
        assert_eq!(halted.ask_in, left + RATE);
        assert_eq!(allowance.grant(at(2_000), 5, rate).n, 0);
        assert_eq!(allowance.grant(at(2_100), 5, rate).n, 1);
    }

    #[test]
    fn a_clock_that_is_set_back_stops_nobody() {
        let rate = Rate::every(RATE).with_burst(5);
        let mut allowance = Allowance::default();
        assert_eq!(allowance.grant(at(3_600_000), 5, rate).n, 5);
        assert_eq!(allowance.grant(at(0), 5, rate).n, 0);
        assert_eq!(allowance.grant(at(100), 5, rate).n, 1);
    }
}
