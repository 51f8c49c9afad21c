//! When to ask, and how often.

use std::time::Duration;

use clap::{Args, ValueEnum};
use grok_video::poller::{Adaptive, Budget};
use grok_video::{BaseUrl, Schedule};

use crate::failure::Failure;

/// Says when to ask; times are written like `250ms`, `30s` or `5m`.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Polling")]
pub(crate) struct Polling {
    /// The shortest wait between polls [default: 30s]
    #[arg(long, value_name = "D", value_parser = humantime::parse_duration)]
    pub(crate) interval: Option<Duration>,
    /// The wait before the first poll; 0s asks at once [default: the interval]
    #[arg(long, value_name = "D", value_parser = humantime::parse_duration)]
    pub(crate) first_poll: Option<Duration>,
    /// The longest wait between polls [default: twice the interval]
    #[arg(long, value_name = "D", value_parser = humantime::parse_duration)]
    pub(crate) max_interval: Option<Duration>,
    /// When to give up [default: 30m]
    #[arg(long, value_name = "D", value_parser = humantime::parse_duration)]
    pub(crate) timeout: Option<Duration>,
    /// How waits grow: up to the longest, not at all, or as earlier tasks took
    #[arg(long, value_enum, default_value_t = ScheduleName::Provider)]
    pub(crate) schedule: ScheduleName,
    /// How many requests a second all tasks make together [default: 10, on this machine 1000]
    #[arg(long, value_name = "N")]
    pub(crate) rate: Option<f64>,
    /// How many requests are under way at a time, and how many tasks of `generate` and `resume` [default: 32, 1000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) max_in_flight: Option<u32>,
}

/// Says how waits grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScheduleName {
    /// By half each time, up to the longest
    Provider,
    /// Always the interval
    Fixed,
    /// When the task is likely to be over, as learned from those that this machine has created
    Adaptive,
}

impl Polling {
    /// How many tasks are in hand at a time, unless the user says otherwise.
    const TASKS_AT_A_TIME: usize = 1000;
    /// How many requests a second a service on this machine gets, which is a simulated one.
    const LOOPBACK_RATE: f64 = 1000.0;

    /// What is said where it asks more often than the provider recommends.
    pub(crate) const HASTE: &str =
        "the provider recommends 30s to 60s between polls; asking more often may be refused";

    /// Returns the schedule.
    pub(crate) fn schedule(&self) -> Result<Schedule, Failure> {
        let interval = self.interval.unwrap_or(Schedule::PROVIDER_INTERVAL);
        let has_longest = self.max_interval.is_some();
        if has_longest && self.schedule == ScheduleName::Fixed {
            return Err(Failure::usage(
                "--max-interval has no meaning with --schedule fixed; leave one of them out",
            ));
        }
        let mut builder = if self.schedule == ScheduleName::Fixed {
            Schedule::fixed(interval)
        } else {
            let longest = self.max_interval.unwrap_or(interval.saturating_mul(2));
            Schedule::exponential(interval, Schedule::PROVIDER_FACTOR).with_cap(longest)
        };
        if let Some(first_poll) = self.first_poll {
            builder = builder.with_first_poll(first_poll);
        }
        if let Some(timeout) = self.timeout {
            builder = builder.with_deadline(timeout);
        }
        builder.build().map_err(|error| Failure::usage(&error))
    }

    /// Tells whether the user says when to ask or to give up: that counts from now, also for tasks that were left.
    pub(crate) fn says_when(&self) -> bool {
        let times = [self.interval, self.first_poll, self.timeout];
        times.iter().any(Option::is_some)
    }

    /// Tells whether the service, which is not on this machine, is asked more often than the provider recommends.
    pub(crate) fn is_hasty(&self, base: &BaseUrl) -> bool {
        let waits = [self.interval, self.first_poll, self.max_interval];
        let is_short = |wait: Duration| wait < Schedule::PROVIDER_INTERVAL;
        waits.into_iter().flatten().any(is_short) && !base.is_loopback()
    }

    /// Returns what to learn with, where the schedule is to learn: the interval is the least gap.
    pub(crate) fn adaptive(&self) -> Result<Option<Adaptive>, Failure> {
        if self.schedule != ScheduleName::Adaptive {
            return Ok(None);
        }
        let usual = Adaptive::default();
        let gap = self.interval.unwrap_or(usual.min_gap());
        let adaptive = Adaptive::new(gap, usual.poll_cost());
        adaptive.map(Some).map_err(|error| Failure::usage(&error))
    }

    /// Returns how much all tasks may ask together.
    pub(crate) fn budget(&self, base: &BaseUrl) -> Result<Budget, Failure> {
        let usual = if base.is_loopback() {
            Self::LOOPBACK_RATE
        } else {
            Budget::DEFAULT_RATE
        };
        let rate = self.rate.unwrap_or(usual);
        let mut budget = Budget::per_second(rate).with_burst((rate as u32).max(1));
        if let Some(most) = self.max_in_flight {
            budget = budget.with_in_flight(most);
        }
        let budget = budget.build();
        budget.map_err(|error| {
            Failure::usage(&format!("--rate: {error}; give a number such as 2 or 0.5"))
        })
    }

    /// Returns how many tasks are in hand at a time.
    pub(crate) fn tasks_at_a_time(&self) -> usize {
        self.max_in_flight
            .map_or(Self::TASKS_AT_A_TIME, |most| most as usize)
    }
}
