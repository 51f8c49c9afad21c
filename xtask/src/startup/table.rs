//! What was measured of one program, and how it stands beside the other.

use crate::times::{Times, ms};

/// The most that ours may take, as a multiple of the other's median.
const MAX_RATIO: f64 = 1.5;

/// Returns one line for each, and one for the goal.
pub(super) fn table(ours: &Times, curl: &Times) -> String {
    let mut text = format!("{:<26}{:>12}{:>12}\n", "to the first byte", "median", "p90");
    for (name, times) in [("grok-video query", ours), ("curl", curl)] {
        text.push_str(&format!(
            "{name:<26}{:>9.2} ms{:>9.2} ms\n",
            ms(times.median),
            ms(times.p90)
        ));
    }
    let ratio = ours.median.as_secs_f64() / curl.median.as_secs_f64();
    let met = if ratio <= MAX_RATIO { "met" } else { "NOT MET" };
    text.push_str(&format!(
        "goal: at most {MAX_RATIO} of curl's median: {ratio:.2}, {met}\n"
    ));
    text
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn times(of: impl IntoIterator<Item = u64>) -> Times {
        Times::of(of.into_iter().map(Duration::from_millis).collect())
    }

    #[test]
    fn shows_both_and_whether_the_goal_is_met() {
        assert_eq!(
            table(&times([3]), &times([2])),
            "to the first byte               median         p90\n\
             grok-video query               3.00 ms     3.00 ms\n\
             curl                           2.00 ms     2.00 ms\n\
             goal: at most 1.5 of curl's median: 1.50, met\n"
        );
        assert!(table(&times([4]), &times([2])).ends_with(": 2.00, NOT MET\n"));
    }
}
