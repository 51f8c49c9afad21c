//! What the crate promises, checked from outside.

#[cfg(feature = "conformance")]
mod conformance;
#[cfg(feature = "sqlite")]
mod sqlite;

/// Is held while a process is started: until it runs its program, it has whatever locks this one has.
#[cfg(feature = "sqlite")]
static STARTING: std::sync::Mutex<()> = std::sync::Mutex::new(());

/// Drops a ledger, whose locks are free then.
#[cfg(feature = "sqlite")]
fn let_go<T>(ledger: T) {
    let _nobody_starts = STARTING
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    drop(ledger);
}
