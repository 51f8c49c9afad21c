//! A field as serde hands it over, of which no type is taken for granted.

use alloc::format;
use alloc::string::String;
use core::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::json::{Text, Token};

/// The one key of the map that `serde_json` makes of a number where any crate of a program turned on its
/// feature `arbitrary_precision`; the value is the number as it is written.
const ARBITRARY_PRECISION: &str = "$serde_json::private::Number";

/// Holds what stood in a field, numbers as they would be written.
#[derive(Debug, Default)]
pub(super) enum Field {
    /// The field is absent or `null`.
    #[default]
    Null,
    Text(String),
    Number(String),
    /// An object, with the words that relays put into one under `error`.
    Object {
        message: Option<String>,
    },
    /// `true`, `false`, or an array.
    Other,
}

impl Field {
    /// Returns the field as the scanner would have found it.
    pub(super) fn token(&self) -> Token<'_> {
        match self {
            Self::Null => Token::Null,
            Self::Text(text) => Token::Text(Text::plain(text)),
            Self::Number(number) => Token::Number(number),
            Self::Object { .. } | Self::Other => Token::Other,
        }
    }

    /// Returns the field as the scanner would have found its words, bare or in an object.
    pub(super) fn words(&self) -> Token<'_> {
        match self {
            Self::Object {
                message: Some(text),
            } => Token::Text(Text::plain(text)),
            other => other.token(),
        }
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FieldVisitor)
    }
}

struct FieldVisitor;

impl<'de> Visitor<'de> for FieldVisitor {
    type Value = Field;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Field, E> {
        Ok(Field::Null)
    }

    fn visit_none<E>(self) -> Result<Field, E> {
        Ok(Field::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Field, D::Error> {
        Field::deserialize(deserializer)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Field, E> {
        Ok(Field::Other)
    }

    fn visit_u64<E>(self, number: u64) -> Result<Field, E> {
        Ok(Field::Number(format!("{number}")))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Field, E> {
        Ok(Field::Number(format!("{number}")))
    }

    fn visit_u128<E>(self, number: u128) -> Result<Field, E> {
        Ok(Field::Number(format!("{number}")))
    }

    fn visit_i128<E>(self, number: i128) -> Result<Field, E> {
        Ok(Field::Number(format!("{number}")))
    }

    /// Keeps the mark of a float: its digits are no id, as they may be rounded.
    fn visit_f64<E>(self, number: f64) -> Result<Field, E> {
        Ok(Field::Number(format!("{number:?}")))
    }

    fn visit_str<E>(self, text: &str) -> Result<Field, E> {
        Ok(Field::Text(text.into()))
    }

    fn visit_string<E>(self, text: String) -> Result<Field, E> {
        Ok(Field::Text(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Field, A::Error> {
        let mut message = Field::Null;
        while let Some(key) = map.next_key::<String>()? {
            if key == "message" {
                message = map.next_value()?;
            } else if key == ARBITRARY_PRECISION {
                return map.next_value().map(Field::Number);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Field::Object {
            message: match message {
                Field::Text(text) => Some(text),
                _ => None,
            },
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Field, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Field::Other)
    }
}
