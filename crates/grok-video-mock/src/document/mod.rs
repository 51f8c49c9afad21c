//! What is told the simulation in writing: the JSON of the admin API, and
//! scenario files in JSON or TOML, which have the same words.
//!
//! Each noun has a struct or an enum that serde reads, and a `value` that
//! checks it by the rules of the thing itself. Unknown fields are refused,
//! lest a slip of the pen pass for a test.

mod balances;
mod completion;
mod fault;
mod object;
mod quiet;
mod reading;
mod replies;
mod rule;
mod scenario;
mod scope;
mod script;
mod spread;
mod task;
mod time;
mod trigger;
mod whole;
mod word;

pub(crate) use completion::CompletionDocument;
pub(crate) use object::Object;
pub(crate) use quiet::quiet;
pub use reading::InvalidScenario;
pub(crate) use replies::RepliesDocument;
pub(crate) use rule::RuleDocument;
pub(crate) use scenario::ScenarioDocument;
pub(crate) use task::TaskDocument;
pub(crate) use time::Time;
