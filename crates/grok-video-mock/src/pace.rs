use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// How time passes by itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Pace {
    Scaled(TimeScale),
    /// Not at all.
    Manual,
}

/// How many virtual seconds pass in a second of the runtime's clock: above
/// zero and finite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TimeScale(f64);

/// A scale under which time would stand still, run backwards or be over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InvalidTimeScale;

impl Pace {
    /// Returns how many virtual seconds pass in a second; `None` if they only
    /// pass by hand.
    pub(crate) fn scale(self) -> Option<f64> {
        match self {
            Self::Scaled(scale) => Some(scale.get()),
            Self::Manual => None,
        }
    }
}

impl TimeScale {
    pub(crate) fn new(scale: f64) -> Result<Self, InvalidTimeScale> {
        if scale.is_finite() && scale > 0.0 {
            Ok(Self(scale))
        } else {
            Err(InvalidTimeScale)
        }
    }

    pub(crate) fn get(self) -> f64 {
        self.0
    }

    pub(crate) fn apply(self, elapsed: Duration) -> Duration {
        if self == Self::default() {
            // Floating point would round what needs no rounding.
            return elapsed;
        }
        Duration::try_from_secs_f64(elapsed.as_secs_f64() * self.0).unwrap_or(Duration::MAX)
    }

    /// Returns how long it takes on the runtime's clock, and never nothing at all.
    pub(crate) fn unapply(self, virtually: Duration) -> Duration {
        if self == Self::default() {
            return virtually;
        }
        Duration::try_from_secs_f64(virtually.as_secs_f64() / self.0)
            .unwrap_or(Duration::MAX)
            .max(Duration::from_nanos(1))
    }
}

impl Default for TimeScale {
    fn default() -> Self {
        Self(1.0)
    }
}

impl FromStr for TimeScale {
    type Err = InvalidTimeScale;

    fn from_str(text: &str) -> Result<Self, InvalidTimeScale> {
        text.parse()
            .map_err(|_| InvalidTimeScale)
            .and_then(Self::new)
    }
}

impl fmt::Display for TimeScale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for InvalidTimeScale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the time scale must be a finite number above 0")
    }
}

impl std::error::Error for InvalidTimeScale {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_multiplies() {
        let scaled = TimeScale::new(60.0).map(|scale| scale.apply(Duration::from_millis(1500)));
        assert_eq!(scaled, Ok(Duration::from_secs(90)));
    }

    #[test]
    fn no_scale_overflows() {
        let scaled = TimeScale::new(f64::MAX).map(|scale| scale.apply(Duration::MAX));
        assert_eq!(scaled, Ok(Duration::MAX));
    }

    #[test]
    fn useless_scales_are_refused() {
        for text in ["0", "-1", "inf", "NaN", "fast", ""] {
            assert_eq!(text.parse::<TimeScale>(), Err(InvalidTimeScale), "{text}");
        }
    }
}
