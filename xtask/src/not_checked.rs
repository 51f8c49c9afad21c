//! What could not be checked where this runs.

use std::sync::{Mutex, PoisonError};

/// What every line of it begins with, also in what the tests write.
pub(crate) const HEAD: &str = "NOT CHECKED";

static ALL: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Tells of something that is not checked, now and once more where `ci` closes.
pub(crate) fn tell(what: &str) {
    let line = format!("{HEAD}: {what}");
    eprintln!("{line}");
    ALL.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(line);
}

/// Returns all that was told, a line each.
pub(crate) fn all() -> Vec<String> {
    ALL.lock().unwrap_or_else(PoisonError::into_inner).clone()
}
