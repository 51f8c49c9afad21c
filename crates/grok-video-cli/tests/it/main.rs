//! The program as a black box: arguments and answers in; output, files and exit codes out.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod bad_input;
mod batch;
mod commands;
#[cfg(unix)]
mod ctrl_c;
mod errors;
mod events;
mod exit_codes;
mod go_on;
mod hostile;
mod ids;
mod interruption;
#[cfg(unix)]
mod kills;
mod ledger_file;
mod mock_program;
mod money;
mod outputs;
mod pipes;
mod plain;
mod program;
mod refusals;
mod relay;
mod running;
#[cfg(unix)]
mod secrets;
mod tls;
mod told;
mod usage;
mod user;
