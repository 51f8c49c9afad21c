use serde::Deserialize;

use super::Object;
use super::script::ScriptDocument;
use crate::invalid::Invalid;
use crate::world::{Planted, Script};

const DEFAULT_MODEL: &str = "grok_video3";

/// A task that is there before anybody creates it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TaskDocument {
    id: String,
    model: Option<String>,
    script: Option<Object<ScriptDocument>>,
}

impl TaskDocument {
    pub(crate) fn value(self) -> Result<Planted, Invalid> {
        if self.id.is_empty() {
            return Err(Invalid::new("id: must not be empty"));
        }
        let script: Option<Script> = script(self.script)?;
        let model = self.model.unwrap_or_else(|| DEFAULT_MODEL.to_owned());
        Ok(Planted::new(self.id, model, script))
    }
}

/// Reads an optional script, and says where it is if it is none.
pub(super) fn script(document: Option<Object<ScriptDocument>>) -> Result<Option<Script>, Invalid> {
    document
        .map(|script| script.0.value().map_err(|invalid| invalid.within("script")))
        .transpose()
}
