//! What was measured, and whether the goals are met.

use std::time::Duration;

use crate::measured::Goal;
use crate::times::{Times, ms};

use super::Starts;
use super::load::{Memory, N_REQUESTS};

/// The longest that ours may take until it listens.
const MAX_READY: Duration = Duration::from_millis(10);
/// The most that ours may take until it has answered, as a multiple of bare hyper's median.
const MAX_RATIO: f64 = 1.25;
/// The most resident memory after the requests, in MiB.
const MAX_MEMORY: f64 = 10.0;
/// The most crates that the library may bring.
const MAX_CRATES: usize = 40;

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
    let after = mib(memory.after);
    format!(
        "resident memory: {:.1} MiB at the start, {:.1} with its connections, {after:.1} after {N_REQUESTS} requests\n\
         goal: at most {MAX_MEMORY} MiB after them: {after:.1} MiB, {}\n",
        mib(memory.at_start),
        mib(memory.connected),
        met(after <= MAX_MEMORY)
    )
}

/// Returns how near the goals are; that of the memory where the system tells of it.
pub(super) fn goals(
    ours: &Starts,
    hyper: &Starts,
    memory: Option<&Memory>,
    n_crates: usize,
) -> Vec<Goal> {
    let mut goals = vec![
        Goal::at_most(
            "mock/program ready ms",
            ms(ours.ready.median),
            ms(MAX_READY),
        ),
        Goal::at_least(
            "mock/program first 200 ms/bare hyper",
            ms(ours.answered.median),
            ms(hyper.answered.median),
            1.0 / MAX_RATIO,
        ),
        Goal::at_most("mock/library crates", n_crates as f64, MAX_CRATES as f64),
    ];
    goals.extend(memory.map(|memory| {
        let name = "mock/program MiB after 100000 requests";
        Goal::at_most(name, mib(memory.after), MAX_MEMORY)
    }));
    goals
}

fn mib(kib: u64) -> f64 {
    kib as f64 / 1024.0
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
             goal: first 200 at most 1.25 of bare hyper's median: 1.50, NOT MET\n"
        );
        assert!(starts(&of(11, 12), &of(11, 12)).contains("11.00 ms, NOT MET\n"));
    }

    #[test]
    fn memory_is_what_there_is_after_the_requests() {
        let text = memory(&Memory {
            at_start: 4096,
            connected: 5120,
            after: 15 * 1024,
        });
        assert!(text.ends_with("after them: 15.0 MiB, NOT MET\n"), "{text}");
    }
}
