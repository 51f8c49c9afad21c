//! The program as a black box: arguments and answers in; output, files and exit codes out.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod bad_input;
mod batch;
mod commands;
mod config;
mod ctrl_c;
mod errors;
mod events;
mod exit_codes;
mod go_on;
mod hostile;
mod ids;
mod interruption;
mod kills;
mod ledger_file;
mod list;
mod mock_program;
mod money;
mod outputs;
mod pages;
mod pipes;
mod plain;
mod profiles;
mod program;
mod progress;
mod refusals;
mod relay;
mod resolve;
mod resume;
mod running;
mod screen;
mod secrets;
mod streams;
mod terminal;
mod tls;
mod told;
mod usage;
mod user;
#[cfg(unix)]
mod webhook;
mod worker;

/// Tells the person before the screen, also where the test passes.
#[cfg(unix)]
fn say(line: &str) {
    let line = format!("{line}\n");
    let _ = std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes());
}
