use std::fmt;

use crate::invalid::{Invalid, valid};
use crate::world::Random;

/// When a fault happens, among the requests that its [`Scope`](crate::Scope)
/// covers. Requests are counted from 1.
///
/// ```
/// use grok_video_mock::Trigger;
///
/// let third = Trigger::nth(3);
/// let one_in_ten = Trigger::probability(0.1);
/// # let _ = (third, one_in_ten);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trigger(When);

#[derive(Debug, Clone, Copy, PartialEq)]
enum When {
    Always,
    Nth(u64),
    First(u64),
    Every(u64),
    Probability(f64),
}

impl Trigger {
    /// Returns a trigger for every request.
    #[must_use]
    pub fn always() -> Self {
        Self(When::Always)
    }

    /// Returns a trigger for the `n`-th request alone.
    ///
    /// # Panics
    ///
    /// Panics if `n` is 0.
    #[must_use]
    #[track_caller]
    pub fn nth(n: u64) -> Self {
        valid(Self::try_nth(n))
    }

    pub(crate) fn try_nth(n: u64) -> Result<Self, Invalid> {
        if n == 0 {
            return Err(Invalid::new("requests are counted from 1"));
        }
        Ok(Self(When::Nth(n)))
    }

    /// Returns a trigger for the first `n` requests.
    #[must_use]
    pub fn first(n: u64) -> Self {
        Self(When::First(n))
    }

    /// Returns a trigger for each `n`-th request: the `n`-th, the 2 `n`-th, and so on.
    ///
    /// # Panics
    ///
    /// Panics if `n` is 0.
    #[must_use]
    #[track_caller]
    pub fn every(n: u64) -> Self {
        valid(Self::try_every(n))
    }

    pub(crate) fn try_every(n: u64) -> Result<Self, Invalid> {
        if n == 0 {
            return Err(Invalid::new(
                "`every` counts from 1, which is every request",
            ));
        }
        Ok(Self(When::Every(n)))
    }

    /// Returns a trigger that is drawn for each request from the server's seed.
    ///
    /// # Panics
    ///
    /// Panics if `probability` is not between 0 and 1.
    #[must_use]
    #[track_caller]
    pub fn probability(probability: f64) -> Self {
        valid(Self::try_probability(probability))
    }

    pub(crate) fn try_probability(probability: f64) -> Result<Self, Invalid> {
        if !(0.0..=1.0).contains(&probability) {
            return Err(Invalid::new(format!(
                "a probability lies between 0 and 1, not at {probability}"
            )));
        }
        Ok(Self(When::Probability(probability)))
    }

    /// Tells whether the `n`-th request is struck. A draw is taken whenever
    /// there is one to take, so that what else happens changes none of them.
    pub(super) fn strikes(self, n: u64, random: &mut Random) -> bool {
        match self.0 {
            When::Always => true,
            When::Nth(nth) => n == nth,
            When::First(first) => n <= first,
            When::Every(every) => n.is_multiple_of(every),
            When::Probability(probability) => random.unit() < probability,
        }
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            When::Always => f.write_str("always"),
            When::Nth(n) => write!(f, "number {n}"),
            When::First(n) => write!(f, "one of the first {n}"),
            When::Every(n) => write!(f, "one in every {n}"),
            When::Probability(probability) => write!(f, "with probability {probability}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(trigger: Trigger, expected: &[u64]) {
        let mut random = Random::new(1);
        let struck: Vec<u64> = (1..=6)
            .filter(|n| trigger.strikes(*n, &mut random))
            .collect();
        assert_eq!(struck, expected, "{trigger}");
    }

    #[test]
    fn each_strikes_when_it_says() {
        check(Trigger::always(), &[1, 2, 3, 4, 5, 6]);
        check(Trigger::nth(3), &[3]);
        check(Trigger::first(2), &[1, 2]);
        check(Trigger::first(0), &[]);
        check(Trigger::every(2), &[2, 4, 6]);
        check(Trigger::probability(0.0), &[]);
        check(Trigger::probability(1.0), &[1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn a_probability_is_kept() {
        let mut random = Random::new(7);
        let trigger = Trigger::probability(0.25);
        let struck = (1..=10_000)
            .filter(|n| trigger.strikes(*n, &mut random))
            .count();
        assert!((2_300..2_700).contains(&struck), "{struck}");
    }
}
