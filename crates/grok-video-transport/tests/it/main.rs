//! The crate from outside, against scripted servers on loopback and in memory.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]
#![cfg(feature = "net")]

mod api_key;
mod auth;
mod base_url;
mod cancel;
mod create;
mod download;
mod fetch;
mod in_memory;
mod notify;
mod query;
mod runtimes;
mod seed_page;
mod server;
mod threats;
mod time;
