//! The decoder does what its specification says, on bodies of every kind.

#![expect(clippy::unwrap_used, reason = "a test may fail so")]

mod found;
mod generator;
mod mutations;
mod property;
mod secrets;
