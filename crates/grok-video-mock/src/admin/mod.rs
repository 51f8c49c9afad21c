//! The admin API under `/__mock/`: looking at the simulation and steering it,
//! for testers in any language and for the page.
//!
//! A call is [read](Order::read) into an order without touching anything,
//! and then executed on the sessions. What takes time or is about time, the
//! server does: it advances the clock, and waits.

mod command;
mod execute;
mod file;
mod files;
mod guard;
#[cfg(feature = "page")]
mod listing;
mod parameters;
mod reply;
mod route;
mod secret;
mod session_document;
mod view;

pub(crate) use command::{Command, Order, SessionCommand};
pub(crate) use execute::execute;
pub(crate) use guard::Guard;
#[cfg(feature = "program")]
pub(crate) use listing::SCENARIO_SCHEMA;
pub(crate) use route::covers;
pub(crate) use secret::secret;
