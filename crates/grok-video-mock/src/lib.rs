#![doc = include_str!("../README.md")]

mod journal;
#[cfg(feature = "program")]
pub mod program;
mod router;
mod server;
mod simulation;
mod world;

pub use journal::{Counts, Request};
pub use server::{Builder, MockServer};
pub use world::Script;
