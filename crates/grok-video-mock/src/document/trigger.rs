use serde::Deserialize;

use crate::fault::Trigger;
use crate::invalid::Invalid;

/// When a fault happens.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum TriggerDocument {
    #[default]
    Always,
    Nth(u64),
    First(u64),
    Every(u64),
    Probability(f64),
}

impl TriggerDocument {
    pub(super) fn value(self) -> Result<Trigger, Invalid> {
        match self {
            Self::Always => Ok(Trigger::always()),
            Self::Nth(n) => Trigger::try_nth(n),
            Self::First(n) => Ok(Trigger::first(n)),
            Self::Every(n) => Trigger::try_every(n),
            Self::Probability(probability) => Trigger::try_probability(probability),
        }
    }
}
