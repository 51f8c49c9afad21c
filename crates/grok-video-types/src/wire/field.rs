//! A JSON field of which no type is taken for granted.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use core::fmt;
use core::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::Quantity;

/// Holds what stood in a field: whatever its type, the rest of the body stays readable.
///
/// `T` is what an object in this place is read as.
#[derive(Debug, Default)]
pub(super) enum Field<T> {
    /// The field is absent or `null`.
    #[default]
    Null,
    Text(String),
    Unsigned(u64),
    /// A negative or fractional number.
    Float(f64),
    Object(T),
    /// `true`, `false`, or an array.
    Other,
}

impl<T> Field<T> {
    /// Returns the text of a string.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns a name: a string, or a whole number as one.
    pub(super) fn name(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(text) => Some(text.into()),
            Self::Unsigned(number) => Some(format!("{number}").into()),
            _ => None,
        }
    }

    /// Returns a whole number that is not negative, or a string of its decimal digits.
    pub(super) fn unsigned(&self) -> Option<u64> {
        match self {
            Self::Unsigned(number) => Some(*number),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// Returns a finite number that is not negative, or a string that spells one.
    pub(super) fn quantity(&self) -> Option<Quantity> {
        let number = match self {
            Self::Unsigned(number) => *number as f64,
            Self::Float(number) => *number,
            Self::Text(text) => text.parse().ok()?,
            _ => return None,
        };
        Quantity::new(number).ok()
    }

    /// Returns a string, or a number as a string: codes are written both ways.
    pub(super) fn code(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Unsigned(number) => Some(format!("{number}")),
            Self::Float(number) => Some(format!("{number}")),
            _ => None,
        }
    }

    /// Returns an object.
    pub(super) fn object(&self) -> Option<&T> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FieldVisitor(PhantomData))
    }
}

struct FieldVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for FieldVisitor<T> {
    type Value = Field<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Field::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Field::Other)
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Field::Unsigned(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(u64::try_from(number).map_or(Field::Float(number as f64), Field::Unsigned))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Field::Float(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Field::Text(text.into()))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Field::Text(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Field::Object)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Field::Other)
    }
}
