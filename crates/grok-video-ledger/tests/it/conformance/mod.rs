//! What every ledger must do. `LEDGER_HISTORIES=10000` tries more histories.

mod memory;
#[cfg(feature = "sqlite")]
mod sqlite;
