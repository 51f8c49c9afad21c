//! The line about a goal, as `cargo xtask bench` reads it.

/// A goal: its name, and how often the peer's cost is to be ours at least.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Goal {
    pub(crate) name: &'static str,
    pub(crate) ratio: f64,
}

impl Goal {
    /// Returns the JSON line for two costs in nanoseconds. The ratio is rounded first and judged then.
    pub(crate) fn line(self, ours: f64, peer: f64) -> String {
        let ratio = (peer / ours * 1000.0).round() / 1000.0;
        format!(
            r#"{{"goal":"{}","ours":{ours:.1},"peer":{peer:.1},"ratio":{ratio},"goal_ratio":{},"met":{}}}"#,
            self.name,
            self.ratio,
            ratio >= self.ratio
        )
    }
}
