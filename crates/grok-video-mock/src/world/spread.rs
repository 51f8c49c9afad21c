use std::ops::RangeInclusive;
use std::time::Duration;

use super::random::Random;
use crate::invalid::{Invalid, valid};

/// How long something takes: always the same, or drawn anew each time.
///
/// Draws come from the server's seed, so that the same seed and the same
/// requests draw the same.
///
/// ```
/// use std::time::Duration;
/// use grok_video_mock::Spread;
///
/// let always = Spread::from(Duration::from_secs(5));
/// let minutes = Spread::from(Duration::from_secs(120)..=Duration::from_secs(240));
/// let mostly_quick = Spread::log_normal(Duration::from_millis(80), 0.6);
/// # let _ = (always, minutes, mostly_quick);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread(Shape);

#[derive(Debug, Clone, Copy, PartialEq)]
enum Shape {
    Always(Duration),
    Between(Duration, Duration),
    LogNormal { median: Duration, sigma: f64 },
    Exponential { mean: Duration },
}

impl Spread {
    /// The longest that is ever drawn: 30 days.
    pub const LONGEST: Duration = Duration::from_secs(30 * 24 * 60 * 60);

    /// Returns a spread around `median`: half of all draws are shorter, and
    /// about two thirds lie between `median` / e^`sigma` and `median` × e^`sigma`.
    ///
    /// # Panics
    ///
    /// Panics if `sigma` is negative or not finite.
    #[must_use]
    #[track_caller]
    pub fn log_normal(median: Duration, sigma: f64) -> Self {
        valid(Self::try_log_normal(median, sigma))
    }

    pub(crate) fn try_log_normal(median: Duration, sigma: f64) -> Result<Self, Invalid> {
        if !sigma.is_finite() || sigma < 0.0 {
            return Err(Invalid::new(format!(
                "sigma is a finite number from 0 on, not {sigma}"
            )));
        }
        Ok(Self(Shape::LogNormal { median, sigma }))
    }

    /// Returns the spread of what happens by chance, once in `mean` on average.
    #[must_use]
    pub fn exponential(mean: Duration) -> Self {
        Self(Shape::Exponential { mean })
    }

    pub(crate) fn draw(&self, random: &mut Random) -> Duration {
        let drawn = match self.0 {
            Shape::Always(duration) => return duration,
            Shape::Between(low, high) => {
                let span = high.saturating_sub(low).as_secs_f64();
                low.saturating_add(seconds(span * random.unit()))
            }
            Shape::LogNormal { median, sigma } => {
                seconds(median.as_secs_f64() * (sigma * random.normal()).exp())
            }
            Shape::Exponential { mean } => {
                seconds(mean.as_secs_f64() * -(1.0 - random.unit()).ln())
            }
        };
        drawn.min(Self::LONGEST)
    }
}

/// Returns so many seconds, to the microsecond: what lies beyond is noise.
fn seconds(seconds: f64) -> Duration {
    let microseconds = (seconds * 1e6).clamp(0.0, 1e18);
    Duration::from_micros(microseconds as u64)
}

impl From<Duration> for Spread {
    fn from(duration: Duration) -> Self {
        Self(Shape::Always(duration))
    }
}

/// Every duration of the range is as likely as another.
impl From<RangeInclusive<Duration>> for Spread {
    fn from(range: RangeInclusive<Duration>) -> Self {
        let (low, high) = range.into_inner();
        Self(Shape::Between(low, high))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn draws(spread: Spread) -> Vec<Duration> {
        let mut random = Random::new(7);
        let mut draws: Vec<Duration> = (0..2001).map(|_| spread.draw(&mut random)).collect();
        draws.sort();
        draws
    }

    #[track_caller]
    fn check_near(seconds: f64, expected: f64) {
        assert!((seconds / expected - 1.0).abs() < 0.1, "{seconds}");
    }

    #[test]
    fn the_same_is_always_the_same() {
        let spread = Spread::from(SECOND);
        assert_eq!(spread.draw(&mut Random::new(1)), SECOND);
    }

    #[test]
    fn a_range_is_kept_and_used() {
        let draws = draws(Spread::from(SECOND..=3 * SECOND));
        assert!(draws[0] >= SECOND && draws[2000] <= 3 * SECOND);
        check_near(draws[1000].as_secs_f64(), 2.0);
    }

    #[test]
    fn a_log_normal_spread_has_its_median_and_its_width() {
        let draws = draws(Spread::log_normal(SECOND, 0.5));
        check_near(draws[1000].as_secs_f64(), 1.0);
        // One sigma above the median: the 84.1st percentile.
        check_near(draws[1683].as_secs_f64(), 0.5_f64.exp());
    }

    #[test]
    fn an_exponential_spread_has_its_mean() {
        let draws = draws(Spread::exponential(10 * SECOND));
        let sum: f64 = draws.iter().map(Duration::as_secs_f64).sum();
        check_near(sum / 2001.0, 10.0);
    }

    #[test]
    fn no_draw_overflows() {
        for spread in [
            Spread::exponential(Duration::MAX),
            Spread::log_normal(Duration::MAX, 1e9),
            Spread::from(Duration::ZERO..=Duration::MAX),
        ] {
            assert!(spread.draw(&mut Random::new(3)) <= Spread::LONGEST);
        }
    }
}
