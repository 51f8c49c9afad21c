//! Each fault in each phase of a call, a thousand times: every call ends within its limits and a
//! second, none goes well that should not, and what was paid is known.
//!
//! The clock is paused and runs on by itself, so hours of waiting take no time.

mod api;
pub(crate) mod case;
mod connect;
mod creates;
mod downloads;
mod front;
mod tls;

/// How often each fault strikes.
const TIMES: usize = 1000;
