// The pictures in the README, for a page that has no file beside it: the first definition of a link counts.
#![doc = include_str!("../schedules.uri")]
#![doc = include_str!("../storm.uri")]
#![doc = include_str!("../timeline.uri")]
#![doc = ""]
#![doc = include_str!("../README.md")]
#![doc = include_str!("../RULES.md")]
#![no_std]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod adaptive;
mod age;
mod driver;
mod ending;
mod event;
mod fleet;
mod jitter;
mod observation;
mod outcome;
mod provider;
mod schedule;
mod snapshot;
mod span;
mod tick;
mod usual_time;
mod version;
mod watch;

pub use adaptive::{
    Adaptive, Forecast, InvalidAdaptive, InvalidPlan, JobClass, Plan, Profile, Took,
};
#[cfg(feature = "std")]
pub use driver::{BlockingTimer, BlockingWatching, ThreadTimer, wait_blocking, watch_blocking};
#[cfg(feature = "tokio")]
pub use driver::{FleetEvents, FleetHandle, FleetStopped, TokioTimer, spawn_fleet};
pub use driver::{FleetWatching, Timer, Watching, wait, watch, watch_all};
pub use ending::Ending;
pub use event::{Event, EventKind};
pub use fleet::{
    Budget, BudgetBuilder, Fleet, FleetEvent, FleetNext, FleetSnapshot, FleetTicket, InvalidBudget,
    TaskAtRest, TaskKey,
};
pub use observation::{Observation, PollError, PollErrorKind};
pub use outcome::Outcome;
pub use schedule::{InvalidSchedule, Schedule, ScheduleBuilder};
pub use snapshot::Snapshot;
pub use tick::Tick;
pub use usual_time::UsualTime;
pub use watch::{Next, Ticket, Watch};
