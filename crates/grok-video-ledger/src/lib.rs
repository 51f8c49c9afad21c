#![doc = include_str!("../README.md")]

mod account;
mod clock;
#[cfg(feature = "conformance")]
pub mod conformance;
mod entry;
mod error;
mod fenced;
mod grant;
mod held;
mod intent;
mod ledger;
mod memory;
mod permit;
mod proof;
mod rate;
mod resolution;
pub mod rules;
mod session;
#[cfg(feature = "sqlite")]
mod sqlite;
mod state;
mod trouble;
mod write;

pub use account::Account;
pub use clock::{Clock, Moment, SystemClock};
pub use entry::{Entry, Filter};
pub use error::{LedgerError, LedgerErrorKind, MAX_BATCH};
pub use fenced::{Fence, Fenced, TaskNo};
pub use grant::{Grant, Halt};
pub use held::{AtRest, Held, Stage};
pub use intent::{Intent, Submitted, Work};
pub use ledger::{Later, Ledger};
pub use memory::MemoryLedger;
pub use permit::Permit;
pub use proof::Proof;
pub use rate::Rate;
pub use resolution::Resolution;
pub use session::{Life, Session};
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteLedger;
pub use state::{NoSuchState, TaskState};
pub use trouble::Trouble;
pub use write::{Pause, Write, Written};
