//! The line for each goal, which `cargo xtask bench` reads.

use crate::compare::Comparison;

/// A ratio to reach.
#[derive(Clone, Copy, Debug)]
pub struct Goal {
    /// What is measured, by slashes; without quotes, commas, colons and backslashes.
    pub name: &'static str,
    /// How many times faster than the peer ours should be.
    pub ratio: f64,
}

impl Goal {
    /// Returns the JSON line that says how near the goal is, without a line feed.
    ///
    /// The ratio is rounded first and judged then, so that the line never contradicts itself.
    pub fn line(&self, measured: &Comparison) -> String {
        let ratio = (measured.ratio * 1000.0).round() / 1000.0;
        format!(
            r#"{{"goal":"{}","ours":{:.1},"peer":{:.1},"ratio":{ratio},"goal_ratio":{},"met":{}}}"#,
            self.name,
            measured.ours,
            measured.peer,
            self.ratio,
            ratio >= self.ratio
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOAL: Goal = Goal {
        name: "decode/owned/derive",
        ratio: 3.5,
    };

    #[track_caller]
    fn check(ratio: f64, expected: &str) {
        let measured = Comparison {
            ours: 250.06,
            peer: 900.0,
            ratio,
        };
        assert_eq!(GOAL.line(&measured), expected);
    }

    #[test]
    fn is_one_flat_object() {
        check(
            3.45678,
            r#"{"goal":"decode/owned/derive","ours":250.1,"peer":900.0,"ratio":3.457,"goal_ratio":3.5,"met":false}"#,
        );
    }

    #[test]
    fn never_contradicts_itself() {
        check(
            3.4996,
            r#"{"goal":"decode/owned/derive","ours":250.1,"peer":900.0,"ratio":3.5,"goal_ratio":3.5,"met":true}"#,
        );
    }
}
