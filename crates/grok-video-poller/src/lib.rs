#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod driver;
mod event;
mod jitter;
mod observation;
mod outcome;
mod schedule;
mod tick;
mod usual_time;
mod watch;

#[cfg(feature = "tokio")]
pub use driver::TokioTimer;
#[cfg(feature = "std")]
pub use driver::{BlockingTimer, ThreadTimer, wait_blocking};
pub use driver::{Timer, Update, Updates, updates, wait};
pub use event::{Event, EventKind};
pub use observation::{Observation, PollError, PollErrorKind};
pub use outcome::{Ending, Outcome};
pub use schedule::{InvalidSchedule, Schedule, ScheduleBuilder};
pub use tick::Tick;
pub use usual_time::UsualTime;
pub use watch::{Next, Ticket, Watch};
