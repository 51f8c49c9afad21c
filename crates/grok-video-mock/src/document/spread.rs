use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

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
    Between([Time; 2]),
    LogNormal(Object<LogNormal>),
    Exponential(Time),
}

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
            Self::Drawn(Drawn::Between([one, other])) => {
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
        Drawn::deserialize(MapAccessDeserializer::new(map)).map(SpreadDocument::Drawn)
    }
}
