//! The crate's tests: one binary, one module a subject, all on loopback.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]
#![cfg(feature = "net")]

mod api_key;
mod auth;
mod base_url;
mod create;
mod download;
mod query;
mod seed_page;
mod server;
mod time;
mod tls;
