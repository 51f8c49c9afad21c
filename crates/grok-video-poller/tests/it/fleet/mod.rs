//! Many tasks under one budget.

mod behaviour;
#[cfg(feature = "tokio")]
mod drivers;
mod properties;
mod simulation;
mod storm;
mod turns;
