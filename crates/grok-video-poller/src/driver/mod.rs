//! Thin loops around a [`Watch`](crate::Watch): they wait and ask as it says, and decide nothing.

#[cfg(feature = "std")]
mod blocking;
mod timer;
#[cfg(feature = "tokio")]
mod tokio;
mod watching;

#[cfg(feature = "std")]
pub use blocking::{BlockingTimer, BlockingWatching, ThreadTimer, wait_blocking, watch_blocking};
pub use timer::Timer;
#[cfg(feature = "tokio")]
pub use tokio::TokioTimer;
pub use watching::{Watching, wait, watch};
