use std::fmt;
use std::time::Duration;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

use crate::duration;

/// A span of virtual time in writing: `"250ms"`, `"30s"`, `"5m"`, `"2h"`, `"1d"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Time(pub(crate) Duration);

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TimeVisitor)
    }
}

struct TimeVisitor;

impl Visitor<'_> for TimeVisitor {
    type Value = Time;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Time::EXPECTED)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Time, E> {
        Time::parse(text)
    }
}

impl Time {
    const EXPECTED: &str = "a duration such as \"250ms\", \"30s\", \"5m\", \"2h\" or \"1d\"";

    pub(super) fn parse<E: Error>(text: &str) -> Result<Self, E> {
        duration::parse(text).map(Self).ok_or_else(|| {
            E::custom(format_args!(
                "`{}` is not {}",
                text.escape_debug(),
                Self::EXPECTED
            ))
        })
    }
}
