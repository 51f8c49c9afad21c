//! The shortest program without a runtime.
//!
//! `program.rs` has its text, which the README shows and a test runs.

#![expect(clippy::print_stdout, reason = "it tells the person before the screen")]

include!("program.rs");
