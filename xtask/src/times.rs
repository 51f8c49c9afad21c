//! Times of something that was done again and again, in short.

use std::time::Duration;

/// The middle of some times, and what nine in ten of them keep to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Times {
    pub(crate) median: Duration,
    pub(crate) p90: Duration,
}

impl Times {
    /// Sums up times, in any order; of none, both are zero.
    pub(crate) fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        let at = |percent: usize| {
            // The nearest rank: at least so many in a hundred are not longer.
            let rank = (times.len() * percent).div_ceil(100);
            let time = times.get(rank.saturating_sub(1));
            time.copied().unwrap_or_default()
        };
        Self {
            median: at(50),
            p90: at(90),
        }
    }
}

/// Returns a time in milliseconds.
pub(crate) fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(of: impl IntoIterator<Item = u64>) -> Times {
        Times::of(of.into_iter().map(Duration::from_millis).collect())
    }

    #[test]
    fn sums_up_in_any_order() {
        let expected = Times {
            median: Duration::from_millis(50),
            p90: Duration::from_millis(90),
        };
        assert_eq!(times((1..=100).rev()), expected);
        assert_eq!(times([7]).p90, Duration::from_millis(7));
        assert_eq!(times([]).median, Duration::ZERO);
    }
}
