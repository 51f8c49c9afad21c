#![doc = include_str!("../README.md")]

mod admin;
mod document;
mod duration;
mod fault;
mod invalid;
mod journal;
mod pace;
#[cfg(feature = "program")]
pub mod program;
mod report;
mod router;
mod scenario;
mod server;
mod session;
mod simulation;
mod template;
mod world;

pub use document::InvalidScenario;
pub use fault::{Fault, Replies, RetryAfter, Scope, Trigger};
pub use journal::{Counts, FaultRecord, Outcome, Refusal, Request, Shown};
pub use scenario::Scenario;
pub use server::{Builder, Connector, MemoryStream, MockServer};
pub use world::{Completion, RateLimit, Script, Spread};
