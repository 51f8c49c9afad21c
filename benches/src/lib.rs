//! What the benchmarks share: bodies to decode, peers to compare with, and how to compare.
//!
//! Times on a shared machine drift, so only ratios that were measured in one run count, and only
//! between sides that were shown, in the same run, to give equal answers.

pub mod answer;
pub mod clients;
pub mod compare;
pub mod doubles;
pub mod fleets;
pub mod goal;
pub mod instructions;
pub mod memory;
pub mod mix;
pub mod peers;
pub mod polling;
pub mod random;
pub mod side;
