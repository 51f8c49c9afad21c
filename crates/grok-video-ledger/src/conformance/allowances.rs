//! What is granted, held against all that was granted before.

use std::time::Duration;

use super::bench::sound;
use super::dice::Dice;
use super::step::account;
use super::subject::Subject;
use crate::{Grant, Halt, Moment, Rate};

/// How long a halt lasts at least, where the clock runs.
const SHORTEST: Duration = Duration::from_millis(50);

/// Asks for calls at random times, for two accounts, and halts them now and then.
///
/// The clock may run: then what is granted may be a little more or less than the law says, by what passes in a call.
///
/// # Panics
/// Panics where more or fewer calls are granted than the rate allows, where a halt is not kept or outlives its time,
/// and where one account's calls count for another.
pub async fn allowances<S: Subject>(fresh: &impl AsyncFn() -> S) {
    for seed in 1..=20 {
        let mut dice = Dice::new(seed);
        let interval = Duration::from_millis(dice.pick(&[7, 40, 250]));
        let rate = Rate::every(interval).with_burst(dice.pick(&[1, 3, 10]));
        let mut subject = fresh().await;
        let mut laws = [Law::default(), Law::default()];
        for step in 0..60 {
            let of = dice.below(laws.len());
            let (law, of) = (&mut laws[of], account(of as u8));
            let before = subject.now().await;
            if dice.chance(8) {
                let wait = Duration::from_millis(dice.pick(&[0, 1, 90, 1_000]));
                // Where the clock runs, nobody knows whether a halt that short was ever in force.
                let is_still = before == subject.now().await;
                let wait = if is_still { wait } else { wait + SHORTEST };
                let why = format!("halt {step}");
                sound(subject.ledger().halt(&of, wait, &why).await);
                law.halt(before, subject.now().await, wait, rate, why.into());
            } else {
                let want = dice.pick(&[0, 1, 2, 5, u32::MAX]);
                let grant = sound(subject.ledger().grant(&of, want, rate).await);
                let after = subject.now().await;
                law.check(before, after, want, rate, &grant);
            }
            let pause = dice.pick(&[0, 1, 10, 30, 200, 700]);
            subject.pass(Duration::from_millis(pause)).await;
        }
    }
}

/// What the documentation says of one account's calls.
#[derive(Debug, Default)]
struct Law {
    /// When calls were granted at the earliest, and how many.
    granted: Vec<(Moment, u64)>,
    halted_until: Moment,
    why: Box<str>,
    /// How long a call took at most, by the ledger's clock; zero for a clock that stands still.
    slack: Duration,
}

impl Law {
    fn halt(&mut self, before: Moment, after: Moment, wait: Duration, rate: Rate, why: Box<str>) {
        self.slack = self.slack.max(after.since(before));
        let until = after.after(wait);
        if until > self.halted_until && until > before {
            self.halted_until = until;
            self.why = why;
            // No burst comes after it, and nothing before it counts.
            self.granted = vec![(until, rate.burst().into())];
        }
    }

    fn check(&mut self, before: Moment, after: Moment, want: u32, rate: Rate, grant: &Grant) {
        self.slack = self.slack.max(after.since(before));
        let slack = self.slack * 2;
        let got = u64::from(grant.n);
        assert!(grant.n <= want, "{grant:?} where {want} were wanted");
        assert_eq!(grant.window, Grant::WINDOW);
        if self.halted_until > after.after(slack) || grant.halt.is_some() {
            let may_be_halted = self.halted_until > before.before(slack);
            assert!(may_be_halted, "{grant:?} where the halt is over");
            assert_eq!(grant.n, 0, "called in spite of {:?}", self.why);
            if slack.is_zero() {
                let left = self.halted_until.since(before);
                let why = self.why.clone();
                assert_eq!(grant.halt, Some(Halt { left, why }));
            }
        } else {
            let least = self.left(before.before(slack), rate).min(want.into());
            let most = self.left(after.after(slack), rate).min(want.into());
            assert!(
                (least..=most).contains(&got),
                "{grant:?} where {least} to {most} were left of {rate:?}"
            );
        }
        self.granted.push((before, got));
        if slack.is_zero() && grant.n < want {
            let next = after.after(grant.ask_in);
            assert!(self.left(next, rate) > 0, "{grant:?} asks too early");
        }
    }

    /// Returns how many calls can be granted without one span of time in which there are more than the rate allows.
    fn left(&self, now: Moment, rate: Rate) -> u64 {
        let mut since = 0;
        let mut left = u64::from(rate.burst());
        for (at, n) in self.granted.iter().rev() {
            since += n;
            let refilled = now.since(*at).as_nanos() / rate.interval().as_nanos();
            let allowed = refilled as u64 + u64::from(rate.burst());
            let allowed = if *at > now { 0 } else { allowed };
            left = left.min(allowed.saturating_sub(since));
        }
        left
    }
}
