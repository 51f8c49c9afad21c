use serde::Deserialize;

use super::whole::Whole;
use crate::fault::Trigger;
use crate::invalid::Invalid;

/// When a fault happens.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum TriggerDocument {
    #[default]
    Always,
    Nth(Whole<u64>),
    First(Whole<u64>),
    Every(Whole<u64>),
    Probability(f64),
}

impl TriggerDocument {
    pub(super) fn value(self) -> Result<Trigger, Invalid> {
        match self {
            Self::Always => Ok(Trigger::always()),
            Self::Nth(n) => Trigger::try_nth(n.0),
            Self::First(n) => Ok(Trigger::first(n.0)),
            Self::Every(n) => Trigger::try_every(n.0),
            Self::Probability(probability) => Trigger::try_probability(probability),
        }
    }
}
