use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};

/// A whole number from 0 on, be it written `7` or `7.0`: JSON has but one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Whole<T>(pub(super) T);

impl<'de, T: TryFrom<u64>> Deserialize<'de> for Whole<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_u64(WholeVisitor(PhantomData))
    }
}

struct WholeVisitor<T>(PhantomData<T>);

impl<T: TryFrom<u64>> Visitor<'_> for WholeVisitor<T> {
    type Value = Whole<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number from 0 on")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Whole<T>, E> {
        T::try_from(number)
            .map(Whole)
            .map_err(|_| E::custom(format_args!("{number} is too large a number")))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Whole<T>, E> {
        match u64::try_from(number) {
            Ok(number) => self.visit_u64(number),
            Err(_) => Err(E::invalid_value(Unexpected::Signed(number), &self)),
        }
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Whole<T>, E> {
        if number >= 0.0 && number < u64::MAX as f64 && number.fract() == 0.0 {
            return self.visit_u64(number as u64);
        }
        Err(E::invalid_value(Unexpected::Float(number), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_are_one_number_and_others_are_none() {
        let read = |text| serde_json::from_str::<Whole<u16>>(text).ok();
        assert_eq!((read("7"), read("7.0")), (Some(Whole(7)), Some(Whole(7))));
        for text in ["-1", "7.5", "65536", "1e300", "\"7\"", "null"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
