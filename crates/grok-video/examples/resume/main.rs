//! A program that is run again after a crash, and pays for nothing twice.
//!
//! `program.rs` has its text, which the README shows and a test runs.

#![expect(clippy::print_stdout, reason = "it tells the person before the screen")]

include!("program.rs");
