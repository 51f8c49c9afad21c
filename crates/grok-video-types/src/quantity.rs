//! A number as the service writes it.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Holds a finite number that is not negative: seconds of video, or what a task cost.
///
/// ```
/// use grok_video_types::Quantity;
/// let seconds = Quantity::new(10.0)?;
/// assert_eq!(seconds.to_string(), "10");
/// assert!(Quantity::new(f64::NAN).is_err());
/// # Ok::<(), grok_video_types::InvalidQuantity>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Quantity(f64);

impl Quantity {
    /// Makes a quantity of `value`.
    ///
    /// # Errors
    /// When `value` is negative, infinite, or not a number.
    pub fn new(value: f64) -> Result<Self, InvalidQuantity> {
        if value.is_finite() && value >= 0.0 {
            // Adding zero turns -0.0 into 0.0.
            Ok(Self(value + 0.0))
        } else {
            Err(InvalidQuantity)
        }
    }

    /// Returns the number.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }

    /// Returns the number where it is a whole one that an `f64` holds exactly.
    fn whole(self) -> Option<u64> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if self.0 >= EXACT {
            return None;
        }
        let whole = self.0 as u64;
        (whole as f64 == self.0).then_some(whole)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.whole() {
            Some(whole) => serializer.serialize_u64(whole),
            None => serializer.serialize_f64(self.0),
        }
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        Self::new(value).map_err(serde::de::Error::custom)
    }
}

/// Says that a number is negative, infinite, or not a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidQuantity;

impl fmt::Display for InvalidQuantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a quantity is a finite number that is not negative")
    }
}

impl core::error::Error for InvalidQuantity {}
