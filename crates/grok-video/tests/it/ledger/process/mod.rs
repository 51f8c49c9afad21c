//! Whole programs on one ledger file: killed at every stage of their work, two at once, and for a long time.

mod board;
mod kill;
mod mark;
mod pair;
mod service;
mod soak;
mod told;
mod watch;
mod worker;
