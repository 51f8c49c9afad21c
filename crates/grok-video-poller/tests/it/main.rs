//! The crate's tests: one binary, one module a subject. No test waits: time is an argument.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod adaptive;
mod conformance;
#[cfg(feature = "tokio")]
mod drivers;
mod fleet;
mod observations;
mod planned;
mod properties;
mod schedules;
mod seed_page;
mod simulation;
mod snapshots;
mod texts;
mod tickets;
