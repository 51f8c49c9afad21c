//! A number as the service writes it.

use core::fmt;
use core::num::NonZeroU64;

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
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Quantity {
    /// The bits of the number, plus one: for numbers of one sign, bits are ordered as the numbers
    /// are, and an `Option` finds room beside them.
    bits_plus_one: NonZeroU64,
}

impl Quantity {
    /// Makes a quantity of `value`.
    ///
    /// # Errors
    /// When `value` is negative, infinite, or not a number.
    pub fn new(value: f64) -> Result<Self, InvalidQuantity> {
        if !(value.is_finite() && value >= 0.0) {
            return Err(InvalidQuantity);
        }
        // Adding zero turns -0.0 into 0.0.
        let bits = (value + 0.0).to_bits();
        let bits_plus_one = NonZeroU64::MIN.saturating_add(bits);
        Ok(Self { bits_plus_one })
    }

    /// Returns the number.
    #[must_use]
    pub fn get(self) -> f64 {
        f64::from_bits(self.bits_plus_one.get() - 1)
    }

    /// Returns the number where it is a whole one that an `f64` holds exactly.
    fn whole(self) -> Option<u64> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if self.get() >= EXACT {
            return None;
        }
        let whole = self.get() as u64;
        (whole as f64 == self.get()).then_some(whole)
    }
}

impl fmt::Debug for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Quantity").field(&self.get()).finish()
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.get(), f)
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.whole() {
            Some(whole) => serializer.serialize_u64(whole),
            None => serializer.serialize_f64(self.get()),
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
