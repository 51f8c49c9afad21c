//! The version of what is stored.

use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize};

/// Stands first in a stored form, so that a form which looks otherwise is refused for its version and not for
/// its looks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Version(u32);

impl Version {
    /// The version that is written, and the only one that is read.
    pub(crate) const CURRENT: Self = Self(1);
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Self(current) = Self::CURRENT;
        match u32::deserialize(deserializer)? {
            version if version == current => Ok(Self(version)),
            other => Err(D::Error::custom(format_args!(
                "what is stored has version {other}, and this program reads version {current}; use the program \
                 that wrote it, or begin anew"
            ))),
        }
    }
}
