#![doc = include_str!("../README.md")]

mod fault;
mod journal;
#[cfg(feature = "program")]
pub mod program;
mod report;
mod router;
mod server;
mod simulation;
mod world;

pub use fault::{Fault, Replies, RetryAfter, Scope, Trigger};
pub use journal::{Counts, FaultRecord, Outcome, Refusal, Request, Shown};
pub use server::{Builder, Connector, MemoryStream, MockServer};
pub use world::{Completion, RateLimit, Script, Spread};
