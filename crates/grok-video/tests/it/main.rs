//! Client against simulated service, and against a server that answers by script.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod adaptive;
#[cfg(feature = "blocking")]
mod blocking;
mod bounds;
mod cut;
mod faults;
#[cfg(feature = "ledger")]
mod hooked;
#[cfg(feature = "ledger")]
mod ledger;
mod life;
mod money;
mod polling;
#[cfg(all(feature = "ring", feature = "webpki-roots"))]
mod programs;
mod readme;
mod saving;
mod seed_page;
mod service;
mod storage;
mod traits;
mod trouble;
mod watch_all;
