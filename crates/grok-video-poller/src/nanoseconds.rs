//! Durations as whole nanoseconds, for what is stored; 584 years and more are all the same.

use core::time::Duration;

use serde::{Deserialize, Deserializer, Serializer};

/// The longest duration that is told apart from longer ones, 584 years.
pub(crate) const LONGEST: Duration = Duration::from_nanos(u64::MAX);

/// Returns the nanoseconds of `duration`.
pub(crate) fn of(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

pub(crate) fn serialize<S: Serializer>(
    duration: &Duration,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(of(*duration))
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Duration, D::Error> {
    u64::deserialize(deserializer).map(Duration::from_nanos)
}

/// The same for a duration that may be missing.
pub(crate) mod option {
    use core::time::Duration;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<S: Serializer>(
        duration: &Option<Duration>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        duration.map(super::of).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Duration>, D::Error> {
        let ns = Option::<u64>::deserialize(deserializer)?;
        Ok(ns.map(Duration::from_nanos))
    }
}
