//! What was granted, and whether it was right.

use std::fmt;
use std::ops::Range;
use std::time::{Duration, Instant};

use super::asker::{Event, Said};
use super::{AFTER, BURST, HALT, RATE, WORKERS};
use crate::failure::Failure;

/// How late an answer may be heard.
const LATE: Duration = Duration::from_millis(100);

/// Holds the figures of a run.
#[derive(Debug)]
pub(super) struct Verdict {
    granted: u64,
    /// The most that was granted in a span of time, by what was allowed in it.
    most: f64,
    /// What was granted before the halt, by what was allowed.
    used: f64,
    /// When the last worker saw the halt.
    seen: Option<Duration>,
    /// What was granted while the halt lasted.
    despite: u64,
    after: u64,
    /// How many clocks were wrong by at least half an hour.
    wrong_clocks: usize,
}

impl Verdict {
    /// Judges what was heard; the halt began at some moment of `halted`, and `now` is the true time in seconds since 1970.
    pub(super) fn new(all: &[Event], halted: Range<Instant>, now: u64) -> Self {
        let halted_at = halted.end;
        let mut grants: Vec<(Instant, u64)> = Vec::new();
        let mut seen = [None; WORKERS];
        let mut wrong_clocks = 0;
        for Event { worker, at, said } in all {
            match said {
                Said::Clock(clock) => wrong_clocks += usize::from(clock.abs_diff(now) > 1_800),
                Said::Granted(n) => grants.push((*at, *n)),
                Said::Halted => {
                    let seen: &mut Option<Duration> = &mut seen[*worker];
                    seen.get_or_insert(at.saturating_duration_since(halted_at));
                }
            }
        }
        grants.sort_unstable();
        let of = |from: Instant, to: Instant| -> u64 {
            let within = grants.iter().filter(|(at, _)| (from..to).contains(at));
            within.map(|(_, n)| n).sum()
        };
        let halt_ends = halted_at + HALT;
        let first = grants.first().map_or(halted_at, |(at, _)| *at);
        let time = halted_at.duration_since(first).as_secs_f64();
        Self {
            granted: grants.iter().map(|(_, n)| n).sum(),
            most: most(&grants),
            used: of(first, halted_at) as f64 / (time * f64::from(RATE) + f64::from(BURST)),
            seen: seen
                .into_iter()
                .try_fold(Duration::ZERO, |last, it| Some(last.max(it?))),
            despite: of(halted_at + LATE, halted.start + HALT),
            after: of(halt_ends, halt_ends + AFTER),
            wrong_clocks,
        }
    }

    pub(super) fn check(&self) -> Result<(), Failure> {
        let after = AFTER.as_secs_f64() * f64::from(RATE);
        for (holds, what) in [
            (self.most <= 1.0, "more is granted than the rate allows"),
            (
                self.used >= 0.95,
                "less is granted than 0.95 of what the rate allows",
            ),
            (
                self.seen.is_some_and(|it| it <= Duration::from_secs(1)),
                "a worker does not see the halt in time",
            ),
            (self.despite == 0, "calls are granted in spite of the halt"),
            (
                self.after as f64 >= 0.9 * after,
                "calls don't go on after the halt",
            ),
            (
                self.wrong_clocks >= 8,
                "the clocks are not wrong, so nothing is shown",
            ),
        ] {
            if !holds {
                return Err(Failure::check(what.to_owned()));
            }
        }
        Ok(())
    }
}

/// Returns the most that was granted in a span between two grants, by what was allowed in it. An answer is heard after
/// it was given, at most [`LATE`].
fn most(grants: &[(Instant, u64)]) -> f64 {
    let mut most: f64 = 0.0;
    for (nth, (from, _)) in grants.iter().enumerate() {
        let mut n = 0;
        for (to, more) in &grants[nth..] {
            n += more;
            let time = (to.duration_since(*from) + LATE).as_secs_f64();
            let allowed = time * f64::from(RATE) + f64::from(BURST);
            most = most.max(n as f64 / allowed);
        }
    }
    most
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{WORKERS} workers, {} clocks wrong by an hour, rate {RATE}/s, burst {BURST}: {} calls granted",
            self.wrong_clocks, self.granted
        )?;
        writeln!(
            f,
            "at most {:.3} of what a span of time allows (1 or less)",
            self.most
        )?;
        writeln!(
            f,
            "{:.3} of what was allowed before the halt (0.95 or more)",
            self.used
        )?;
        match self.seen {
            Some(seen) => writeln!(
                f,
                "the halt was seen by all within {} ms (1000 or less)",
                seen.as_millis()
            )?,
            None => writeln!(f, "the halt was not seen by all")?,
        }
        writeln!(
            f,
            "{} granted while it lasted (0), {} in the {} s after it",
            self.despite,
            self.after,
            AFTER.as_secs()
        )
    }
}
