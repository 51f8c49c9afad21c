use serde::Deserialize;

use super::spread::SpreadDocument;
use super::whole::Whole;
use super::word::Word;
use super::{CompletionDocument, Object};
use crate::invalid::Invalid;
use crate::world::{Completion, Script};

/// What becomes of a task, and when.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScriptDocument {
    pace: Word<PaceDocument>,
    #[serde(default)]
    end: Word<EndDocument>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PaceDocument {
    Immediate,
    Manual,
    After(Object<After>),
    AfterPolls(Object<AfterPolls>),
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
    queued: Whole<usize>,
    processing: Whole<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum EndDocument {
    Complete(Object<CompletionDocument>),
    Fail(String),
}

impl ScriptDocument {
    pub(super) fn value(self) -> Result<Script, Invalid> {
        let script = self
            .pace
            .0
            .value()
            .map_err(|invalid| invalid.within("pace"))?;
        Ok(match self.end.0 {
            EndDocument::Fail(message) => script.then_fail(message),
            EndDocument::Complete(completion) => {
                let completion: Result<Completion, Invalid> = completion.0.value();
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
            Self::After(after) => {
                Script::drawn(after.0.queued.value()?, after.0.processing.value()?)
            }
            Self::AfterPolls(polls) => Script::after_polls(polls.0.queued.0, polls.0.processing.0),
        })
    }
}

impl Default for EndDocument {
    fn default() -> Self {
        Self::Complete(Object::default())
    }
}
