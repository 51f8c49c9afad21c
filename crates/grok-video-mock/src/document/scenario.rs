use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};

use super::balances::BalancesDocument;
use super::script::ScriptDocument;
use super::task::script;
use super::whole::Whole;
use super::{Object, RepliesDocument, RuleDocument, TaskDocument, Time};
use crate::invalid::Invalid;
use crate::pace::{Pace, TimeScale};
use crate::scenario::Scenario;
use crate::world::RateLimit;

/// A whole scenario in writing; what is left out is as the builder has it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ScenarioDocument {
    seed: Option<Whole<u64>>,
    epoch: Option<Whole<u64>>,
    prefix: Option<String>,
    keys: KeysDocument,
    time_scale: Option<f64>,
    manual_clock: bool,
    script: Option<Object<ScriptDocument>>,
    rate_limit: Option<Object<RateLimitDocument>>,
    balances: BalancesDocument,
    price: Option<Whole<u64>>,
    tasks: Vec<Object<TaskDocument>>,
    replies: Vec<Object<RepliesDocument>>,
    faults: Vec<Object<RuleDocument>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RateLimitDocument {
    burst: Whole<u32>,
    period: Time,
}

/// Keys, which no error repeats.
#[derive(Default)]
struct KeysDocument(Vec<String>);

impl ScenarioDocument {
    pub(crate) fn value(self) -> Result<Scenario, Invalid> {
        let pace = match (self.time_scale, self.manual_clock) {
            (Some(_), true) => {
                return Err(Invalid::new(
                    "`time_scale` and `manual_clock` contradict each other",
                ));
            }
            (Some(scale), false) => {
                let scale = TimeScale::new(scale);
                Some(Pace::Scaled(
                    scale.map_err(|error| within("time_scale", error))?,
                ))
            }
            (None, true) => Some(Pace::Manual),
            (None, false) => None,
        };
        let prefix = self.prefix.map(|prefix| prefix.parse()).transpose();
        let rate_limit = self
            .rate_limit
            .map(|limit| RateLimit::try_new(limit.0.burst.0, limit.0.period.0))
            .transpose();
        let scenario = Scenario {
            seed: self.seed.map(|seed| seed.0),
            epoch: self.epoch.map(|epoch| epoch.0),
            prefix: prefix.map_err(|error| within("prefix", error))?,
            keys: self.keys.0,
            pace,
            script: script(self.script)?,
            rate_limit: rate_limit.map_err(|error| within("rate_limit", error))?,
            balances: self.balances.0.into_iter().collect(),
            price: self.price.map(|price| price.0),
            tasks: each("tasks", self.tasks, TaskDocument::value)?,
            replies: each("replies", self.replies, RepliesDocument::value)?,
            faults: each("faults", self.faults, RuleDocument::value)?,
        };
        match scenario.duplicate_id() {
            None => Ok(scenario),
            Some(id) => Err(Invalid::new(format!(
                "tasks: two of them have the id {}",
                id.escape_debug()
            ))),
        }
    }
}

fn within(place: &str, error: impl fmt::Display) -> Invalid {
    Invalid::new(error.to_string()).within(place)
}

/// Reads each entry of a list, and says which one is wrong.
fn each<D, T>(
    name: &str,
    documents: Vec<Object<D>>,
    value: fn(D) -> Result<T, Invalid>,
) -> Result<Vec<T>, Invalid> {
    documents
        .into_iter()
        .enumerate()
        .map(|(n, document)| {
            value(document.0).map_err(|invalid| invalid.within(format_args!("{name}[{n}]")))
        })
        .collect()
}

/// Says how many keys there are and never what they are.
impl fmt::Debug for KeysDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeysDocument({})", self.0.len())
    }
}

impl<'de> Deserialize<'de> for KeysDocument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(KeysVisitor)
    }
}

struct KeysVisitor;

impl<'de> Visitor<'de> for KeysVisitor {
    type Value = KeysDocument;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of keys")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut keys: A) -> Result<KeysDocument, A::Error> {
        let mut all = Vec::new();
        while let Some(key) = keys.next_element::<String>()? {
            if key.is_empty() {
                return Err(A::Error::custom("a key must not be empty"));
            }
            all.push(key);
        }
        Ok(KeysDocument(all))
    }
}
