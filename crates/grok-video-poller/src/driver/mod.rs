//! Thin loops around a [`Watch`](crate::Watch) or a [`Fleet`](crate::Fleet): they wait and ask as it says, and decide nothing.

#[cfg(feature = "std")]
mod blocking;
#[cfg(feature = "tokio")]
mod fleet_task;
mod fleet_watching;
#[cfg(feature = "tokio")]
mod fleet_worker;
mod timer;
#[cfg(feature = "tokio")]
mod tokio;
mod watching;

#[cfg(feature = "std")]
pub use blocking::{BlockingTimer, BlockingWatching, ThreadTimer, wait_blocking, watch_blocking};
#[cfg(feature = "tokio")]
pub use fleet_task::{FleetEvents, FleetHandle, FleetStopped, spawn_fleet};
pub use fleet_watching::{FleetWatching, watch_all};
pub use timer::Timer;
#[cfg(feature = "tokio")]
pub use tokio::TokioTimer;
pub use watching::{Watching, wait, watch};
