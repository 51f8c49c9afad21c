//! Whole programs on one ledger file: killed at every stage of their work, two at once, and for a long time.

mod board;
mod kill;
mod mark;
mod pair;
mod soak;
mod told;
mod watch;
mod worker;

use std::io::{self, Write};

/// Tells the person before the screen, also where the test passes.
fn say(line: &str) {
    let line = format!("{line}\n");
    let _ = io::stderr().write_all(line.as_bytes());
}
