//! What was measured, and whether the goals are met.

use std::time::Duration;

use crate::times::{Times, ms};

use super::Starts;
use super::load::{Memory, N_REQUESTS};

/// The longest that ours may take until it listens.
const MAX_READY: Duration = Duration::from_millis(10);
/// The most that ours may take until it has answered, as a multiple of bare hyper's median.
const MAX_RATIO: f64 = 1.3;
/// The most by which the resident memory may grow, in MiB.
const MAX_GROWTH: f64 = 10.0;

/// Returns two lines for each program, and one for each goal.
pub(super) fn starts(ours: &Starts, hyper: &Starts) -> String {
    let mut text = format!("{:<34}{:>12}{:>12}\n", "from the start", "median", "p90");
    for (name, starts) in [("grok-video-mock", ours), ("bare hyper", hyper)] {
        text.push_str(&line(name, "ready", &starts.ready));
        text.push_str(&line(name, "first 200", &starts.answered));
    }
    let ready = ours.ready.median;
    text.push_str(&format!(
        "goal: ready within {:.0} ms: {:.2} ms, {}\n",
        ms(MAX_READY),
        ms(ready),
        met(ready <= MAX_READY)
    ));
    let ratio = ours.answered.median.as_secs_f64() / hyper.answered.median.as_secs_f64();
    text.push_str(&format!(
        "goal: first 200 at most {MAX_RATIO} of bare hyper's median: {ratio:.2}, {}\n",
        met(ratio <= MAX_RATIO)
    ));
    text
}

/// Returns one line for the memory, and one for its goal.
pub(super) fn memory(memory: &Memory) -> String {
    let mib = |kib: u64| kib as f64 / 1024.0;
    let growth = mib(memory.after.saturating_sub(memory.at_start));
    format!(
        "resident memory: {:.1} MiB at the start, {:.1} with its connections, {:.1} after {N_REQUESTS} requests\n\
         goal: at most {MAX_GROWTH} MiB more than at the start: {growth:.1} MiB, {}\n",
        mib(memory.at_start),
        mib(memory.connected),
        mib(memory.after),
        met(growth <= MAX_GROWTH)
    )
}

fn line(name: &str, what: &str, times: &Times) -> String {
    let name = format!("{name}, {what}");
    format!(
        "{name:<34}{:>9.2} ms{:>9.2} ms\n",
        ms(times.median),
        ms(times.p90)
    )
}

fn met(is_met: bool) -> &'static str {
    if is_met { "met" } else { "NOT MET" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(ready: u64, answered: u64) -> Starts {
        let times = |time| Times::of(vec![Duration::from_millis(time)]);
        Starts {
            ready: times(ready),
            answered: times(answered),
        }
    }

    #[test]
    fn shows_both_programs_and_whether_the_goals_are_met() {
        assert_eq!(
            starts(&of(2, 3), &of(1, 2)),
            "from the start                          median         p90\n\
             grok-video-mock, ready                 2.00 ms     2.00 ms\n\
             grok-video-mock, first 200             3.00 ms     3.00 ms\n\
             bare hyper, ready                      1.00 ms     1.00 ms\n\
             bare hyper, first 200                  2.00 ms     2.00 ms\n\
             goal: ready within 10 ms: 2.00 ms, met\n\
             goal: first 200 at most 1.3 of bare hyper's median: 1.50, NOT MET\n"
        );
        assert!(starts(&of(11, 12), &of(11, 12)).contains("11.00 ms, NOT MET\n"));
    }

    #[test]
    fn growth_is_counted_from_the_start() {
        let text = memory(&Memory {
            at_start: 4096,
            connected: 5120,
            after: 15 * 1024,
        });
        assert!(text.ends_with("start: 11.0 MiB, NOT MET\n"), "{text}");
    }
}
