use serde::Deserialize;

use super::Object;
use super::fault::{FaultDocument, fault};
use super::scope::ScopeDocument;
use super::spread::SpreadDocument;
use super::whole::Whole;
use super::word::Word;
use crate::fault::{Replies, Scope};
use crate::invalid::Invalid;

/// What the next requests get, one after the other.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RepliesDocument {
    #[serde(default)]
    scope: Object<ScopeDocument>,
    replies: Vec<Object<ReplyDocument>>,
    #[serde(default)]
    then_live: bool,
}

/// A reply, which without a fault is the service's own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReplyDocument {
    #[serde(default = "once")]
    times: Whole<usize>,
    fault: Option<Word<FaultDocument>>,
    delay: Option<SpreadDocument>,
    #[serde(default)]
    before_effect: bool,
}

fn once() -> Whole<usize> {
    Whole(1)
}

impl RepliesDocument {
    pub(crate) fn value(self) -> Result<(Scope, Replies), Invalid> {
        let mut replies = Replies::new();
        for (n, reply) in self.replies.into_iter().enumerate() {
            let added = reply.0.add_to(replies);
            replies = added.map_err(|invalid| invalid.within(format_args!("replies[{n}]")))?;
        }
        if self.then_live {
            replies = replies.then_live();
        }
        Ok((self.scope.0.value(), replies))
    }
}

impl ReplyDocument {
    fn add_to(self, replies: Replies) -> Result<Replies, Invalid> {
        Ok(match self.fault {
            Some(Word(document)) => {
                let fault = fault(document, self.delay.as_ref(), self.before_effect)?;
                replies.then_times(self.times.0, fault)
            }
            None if self.delay.is_some() || self.before_effect => {
                return Err(Invalid::new(
                    "`delay` and `before_effect` belong to a `fault`; a late answer is `fault: {late: …}`",
                ));
            }
            None => replies.then_live_times(self.times.0),
        })
    }
}
