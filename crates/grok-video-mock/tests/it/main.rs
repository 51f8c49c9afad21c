//! The service as a client sees it.
#![expect(clippy::unwrap_used, reason = "a test that can't go on may panic")]

mod asset;
mod auth;
mod client;
mod create;
mod ending;
mod fixtures;
mod journal;
mod life;
#[cfg(feature = "program")]
mod program;
mod routes;
mod seed;
