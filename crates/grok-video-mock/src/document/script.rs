use serde::Deserialize;

use super::CompletionDocument;
use super::spread::SpreadDocument;
use crate::invalid::Invalid;
use crate::world::{Completion, Script};

/// What becomes of a task, and when.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScriptDocument {
    pace: PaceDocument,
    #[serde(default)]
    end: EndDocument,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PaceDocument {
    Immediate,
    Manual,
    After(After),
    AfterPolls(AfterPolls),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct After {
    queued: SpreadDocument,
    processing: SpreadDocument,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AfterPolls {
    queued: usize,
    processing: usize,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum EndDocument {
    Complete(CompletionDocument),
    Fail(String),
}

impl ScriptDocument {
    pub(super) fn value(self) -> Result<Script, Invalid> {
        let script = self
            .pace
            .value()
            .map_err(|invalid| invalid.within("pace"))?;
        Ok(match self.end {
            EndDocument::Fail(message) => script.then_fail(message),
            EndDocument::Complete(completion) => {
                let completion: Result<Completion, Invalid> = completion.value();
                script.then_complete(completion.map_err(|invalid| invalid.within("end"))?)
            }
        })
    }
}

impl PaceDocument {
    fn value(&self) -> Result<Script, Invalid> {
        Ok(match self {
            Self::Immediate => Script::immediate(),
            Self::Manual => Script::manual(),
            Self::After(after) => Script::drawn(after.queued.value()?, after.processing.value()?),
            Self::AfterPolls(polls) => Script::after_polls(polls.queued, polls.processing),
        })
    }
}

impl Default for EndDocument {
    fn default() -> Self {
        Self::Complete(CompletionDocument::default())
    }
}
