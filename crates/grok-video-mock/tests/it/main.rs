//! The service as a client sees it.
#![expect(clippy::unwrap_used, reason = "a test that can't go on may panic")]

mod accounts;
#[cfg(feature = "page")]
mod admin;
mod asset;
mod auth;
mod client;
mod clocks;
mod create;
mod ending;
#[cfg(feature = "program")]
mod endings;
mod faults;
mod fixtures;
mod flow;
mod journal;
mod life;
mod many;
mod memory;
#[cfg(feature = "program")]
mod options;
#[cfg(feature = "program")]
mod process;
mod processes;
#[cfg(feature = "program")]
mod program;
mod replies;
mod reports;
mod routes;
mod scenario;
mod seed;
mod steering;
mod virtual_time;
mod waiting;
