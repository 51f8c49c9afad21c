use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::word::OnlyField;
use super::{Object, Time};
use crate::invalid::Invalid;
use crate::world::Spread;

/// How long something takes: a duration, or how it is drawn.
#[derive(Debug)]
pub(super) enum SpreadDocument {
    Always(Time),
    Drawn(Drawn),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Drawn {
    Between(Pair),
    LogNormal(Object<LogNormal>),
    Exponential(Time),
}

/// Two durations and no third, whatever it is read from.
#[derive(Debug)]
pub(super) struct Pair(Time, Time);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LogNormal {
    median: Time,
    sigma: f64,
}

impl SpreadDocument {
    pub(super) fn value(&self) -> Result<Spread, Invalid> {
        Ok(match self {
            Self::Always(time) => time.0.into(),
            Self::Drawn(Drawn::Between(Pair(one, other))) => {
                (one.0.min(other.0)..=one.0.max(other.0)).into()
            }
            Self::Drawn(Drawn::LogNormal(Object(drawn))) => {
                Spread::try_log_normal(drawn.median.0, drawn.sigma)?
            }
            Self::Drawn(Drawn::Exponential(mean)) => Spread::exponential(mean.0),
        })
    }
}

impl<'de> Deserialize<'de> for SpreadDocument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SpreadVisitor)
    }
}

struct SpreadVisitor;

impl<'de> Visitor<'de> for SpreadVisitor {
    type Value = SpreadDocument;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a duration such as \"30s\", or an object with `between`, `log_normal` or `exponential`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<SpreadDocument, E> {
        Time::parse(text).map(SpreadDocument::Always)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SpreadDocument, A::Error> {
        Drawn::deserialize(OnlyField(map)).map(SpreadDocument::Drawn)
    }
}

impl<'de> Deserialize<'de> for Pair {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(PairVisitor)
    }
}

struct PairVisitor;

impl<'de> Visitor<'de> for PairVisitor {
    type Value = Pair;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of two durations")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut times: A) -> Result<Pair, A::Error> {
        let missing = |n| A::Error::invalid_length(n, &self);
        let one = times.next_element()?.ok_or_else(|| missing(0))?;
        let other = times.next_element()?.ok_or_else(|| missing(1))?;
        let mut n = 2;
        while times.next_element::<IgnoredAny>()?.is_some() {
            n += 1;
        }
        match n {
            2 => Ok(Pair(one, other)),
            _ => Err(A::Error::invalid_length(n, &self)),
        }
    }
}
