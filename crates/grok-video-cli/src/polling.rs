//! From the options to a schedule.

use std::time::Duration;

use grok_video::{BaseUrl, Schedule};

use crate::args::{Polling, ScheduleName};
use crate::failure::Failure;
use crate::report::Reporter;

impl Polling {
    /// Returns the schedule, with a warning where it asks more often than the provider recommends.
    pub(crate) fn schedule(
        &self,
        base: &BaseUrl,
        reporter: &Reporter,
    ) -> Result<Schedule, Failure> {
        let interval = self.interval.unwrap_or(Schedule::PROVIDER_INTERVAL);
        let mut builder = match (self.schedule, self.max_interval) {
            (ScheduleName::Fixed, None) => Schedule::fixed(interval),
            (ScheduleName::Fixed, Some(_)) => {
                return Err(Failure::usage(
                    "--max-interval has no meaning with --schedule fixed; leave one of them out",
                ));
            }
            (ScheduleName::Provider, longest) => {
                let longest = longest.unwrap_or(interval.saturating_mul(2));
                Schedule::exponential(interval, Schedule::PROVIDER_FACTOR).with_cap(longest)
            }
        };
        if let Some(first_poll) = self.first_poll {
            builder = builder.with_first_poll(first_poll);
        }
        if let Some(timeout) = self.timeout {
            builder = builder.with_deadline(timeout);
        }
        let schedule = builder.build().map_err(|error| Failure::usage(&error))?;
        let waits = [self.interval, self.first_poll, self.max_interval];
        let is_short = |wait: Duration| wait < Schedule::PROVIDER_INTERVAL;
        if waits.into_iter().flatten().any(is_short) && !base.is_loopback() {
            reporter.warn("the provider recommends 30s to 60s between polls; asking more often may be refused");
        }
        Ok(schedule)
    }
}
