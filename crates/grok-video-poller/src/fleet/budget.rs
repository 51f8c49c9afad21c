//! What the tasks of one key may use together.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::age::Age;

/// Says how many queries all tasks of a fleet may make together, with calls of the caller's own where these take
/// [turns](crate::Fleet::want_turn).
///
/// | | default |
/// | --- | --- |
/// | queries a second | 10 (A: the provider gives no figure) |
/// | burst, how many of them may come at once | 10 |
/// | queries in flight | 32 |
///
/// In any time `t` no more than `burst + rate · t` queries are begun and turns given, whatever happens. When the service
/// answers 429, the rate falls for all: where most of the latest 32 answers or so were such, it is halved
/// each time, down to a 64th, and for as long as `Retry-After` says, up to a minute, nobody asks; a stray one
/// costs next to nothing. From a 64th the rate comes back within a minute.
///
/// ```
/// use grok_video_poller::Budget;
/// let budget = Budget::per_second(2.5).with_in_flight(8).build()?;
/// assert_eq!(budget.in_flight(), 8);
/// # Ok::<(), grok_video_poller::InvalidBudget>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Budget {
    /// The gap between two queries at the full rate, in nanoseconds.
    gap: u64,
    burst: u32,
    in_flight: u32,
}

impl Budget {
    /// How many queries a second a fleet makes at most, unless it is told otherwise (A).
    pub const DEFAULT_RATE: f64 = 10.0;

    /// Starts from so many queries a second.
    pub fn per_second(rate: f64) -> BudgetBuilder {
        BudgetBuilder {
            // Rounded up by less than a nanosecond, and saturating; what is no rate is refused later.
            gap: (1e9 / rate + 0.999_999) as u64,
            is_rate: rate > 0.0 && rate <= BudgetBuilder::MAX_RATE,
            burst: None,
            in_flight: 32,
        }
    }

    /// Returns how many queries a second there may be in the long run.
    #[must_use]
    pub fn rate(&self) -> f64 {
        1e9 / self.gap as f64
    }

    /// Returns how many queries may be begun at once.
    #[must_use]
    pub fn burst(&self) -> u32 {
        self.burst
    }

    /// Returns how many queries may be in flight.
    #[must_use]
    pub fn in_flight(&self) -> u32 {
        self.in_flight
    }

    pub(super) fn gap(&self) -> Age {
        Age::of_nanos(self.gap)
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self::per_second(Self::DEFAULT_RATE)
            .build()
            .unwrap_or_else(|_| unreachable!("the default budget is valid"))
    }
}

/// Gathers a [`Budget`], whose table names the defaults.
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct BudgetBuilder {
    gap: u64,
    is_rate: bool,
    burst: Option<u32>,
    in_flight: u32,
}

impl BudgetBuilder {
    const MAX_RATE: f64 = 1e9;
    const DEFAULT_BURST: u32 = 10;

    /// Sets how many queries may be begun at once.
    pub fn with_burst(mut self, burst: u32) -> Self {
        self.burst = Some(burst);
        self
    }

    /// Sets how many queries may be in flight.
    pub fn with_in_flight(mut self, in_flight: u32) -> Self {
        self.in_flight = in_flight;
        self
    }

    /// Checks the budget as a whole.
    ///
    /// # Errors
    /// When the rate is not above zero or beyond a billion a second, or one of the other numbers is zero.
    pub fn build(self) -> Result<Budget, InvalidBudget> {
        let burst = self.burst.unwrap_or(Self::DEFAULT_BURST);
        if !self.is_rate || self.gap == 0 {
            return Err(InvalidBudget::Rate);
        }
        if burst == 0 {
            return Err(InvalidBudget::ZeroBurst);
        }
        if self.in_flight == 0 {
            return Err(InvalidBudget::ZeroInFlight);
        }
        Ok(Budget {
            gap: self.gap,
            burst,
            in_flight: self.in_flight,
        })
    }
}

/// Says why a budget makes no sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidBudget {
    /// The rate is not above zero, or beyond a billion a second.
    Rate,
    /// No query may ever be begun.
    ZeroBurst,
    /// No query may ever be in flight.
    ZeroInFlight,
}

impl fmt::Display for InvalidBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rate => "the rate is not between zero and a billion queries a second",
            Self::ZeroBurst => "the burst is zero; give at least one query",
            Self::ZeroInFlight => "no query may be in flight; give at least one",
        })
    }
}

impl core::error::Error for InvalidBudget {}

/// A budget as it is stored, checked again when it is read.
#[derive(Serialize, Deserialize)]
struct Form {
    gap_ns: u64,
    burst: u32,
    in_flight: u32,
}

impl From<Budget> for Form {
    fn from(budget: Budget) -> Self {
        Self {
            gap_ns: budget.gap,
            burst: budget.burst,
            in_flight: budget.in_flight,
        }
    }
}

impl TryFrom<Form> for Budget {
    type Error = InvalidBudget;

    fn try_from(form: Form) -> Result<Self, InvalidBudget> {
        let builder = BudgetBuilder {
            gap: form.gap_ns,
            is_rate: true,
            burst: Some(form.burst),
            in_flight: form.in_flight,
        };
        builder.build()
    }
}
