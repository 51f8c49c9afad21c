use std::fmt;
use std::marker::PhantomData;

use serde::de::value::StrDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

/// One of an enum's words: alone, or as the only field of an object.
///
/// Of itself, what reads TOML lets a word that stands alone have an empty
/// table, and what reads JSON says of two words that it "expected value".
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Word<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WordVisitor(PhantomData))
    }
}

struct WordVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for WordVisitor<T> {
    type Value = Word<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a word, or an object with one")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Word<T>, E> {
        T::deserialize(StrDeserializer::new(word)).map(Word)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Word<T>, A::Error> {
        T::deserialize(OnlyField(map)).map(Word)
    }
}

/// Reads an enum from an object with one field.
pub(super) struct OnlyField<A>(pub(super) A);

impl<'de, A: MapAccess<'de>> Deserializer<'de> for OnlyField<A> {
    type Error = A::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, A::Error> {
        Err(A::Error::custom("an object is read as one word alone"))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        let map = self.0;
        visitor.visit_enum(Field { map, words })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

struct Field<A> {
    map: A,
    words: &'static [&'static str],
}

impl<'de, A: MapAccess<'de>> EnumAccess<'de> for Field<A> {
    type Error = A::Error;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(
        mut self,
        seed: V,
    ) -> Result<(V::Value, Self), A::Error> {
        match self.map.next_key_seed(seed)? {
            Some(word) => Ok((word, self)),
            None => Err(A::Error::custom(format_args!(
                "an empty object, expected one of `{}`",
                self.words.join("`, `")
            ))),
        }
    }
}

impl<'de, A: MapAccess<'de>> VariantAccess<'de> for Field<A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        Err(A::Error::custom(
            "this word stands alone, as a string and without a value",
        ))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        mut self,
        seed: T,
    ) -> Result<T::Value, A::Error> {
        let value = self.map.next_value_seed(seed)?;
        match self.map.next_key::<String>()? {
            None => Ok(value),
            Some(second) => {
                self.map.next_value::<IgnoredAny>()?;
                Err(A::Error::custom(format_args!(
                    "only one word can stand here, not `{}` as well",
                    second.escape_debug()
                )))
            }
        }
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, A::Error> {
        Err(A::Error::custom("no word has several values"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, A::Error> {
        Err(A::Error::custom("no word has fields of its own"))
    }
}
