use serde::Deserialize;

use super::Object;
use super::fault::{FaultDocument, fault};
use super::scope::ScopeDocument;
use super::spread::SpreadDocument;
use super::trigger::TriggerDocument;
use super::word::Word;
use crate::fault::{Fault, Scope, Trigger};
use crate::invalid::Invalid;

/// A fault that is to happen: to which requests, when, and how.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleDocument {
    #[serde(default)]
    scope: Object<ScopeDocument>,
    #[serde(default)]
    trigger: Word<TriggerDocument>,
    fault: Word<FaultDocument>,
    delay: Option<SpreadDocument>,
    #[serde(default)]
    before_effect: bool,
}

impl RuleDocument {
    pub(crate) fn value(self) -> Result<(Scope, Trigger, Fault), Invalid> {
        let trigger = self.trigger.0.value();
        Ok((
            self.scope.0.value(),
            trigger.map_err(|invalid| invalid.within("trigger"))?,
            fault(self.fault.0, self.delay.as_ref(), self.before_effect)?,
        ))
    }
}
