//! The crate's tests: one binary, one module a subject. No test waits: time is an argument.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod blocking;
mod properties;
mod rules;
mod seed_page;
mod simulation;
mod times;
#[cfg(feature = "tokio")]
mod tokio_driver;
