//! A time as a person says it.

use std::fmt;
use std::time::Duration;

/// Shows a time in its two largest units: `5s`, `1m05s`, `2h07m`, `3d04h`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span(pub(crate) Duration);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        let (minutes, hours) = (seconds / 60, seconds / 3600);
        let text = match (hours / 24, hours, minutes) {
            (0, 0, 0) => format!("{seconds}s"),
            (0, 0, _) => format!("{minutes}m{:02}s", seconds % 60),
            (0, _, _) => format!("{hours}h{:02}m", minutes % 60),
            (days, _, _) => format!("{days}d{:02}h", hours % 24),
        };
        f.pad(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_units_are_enough() {
        for (seconds, text) in [
            (0, "0s"),
            (59, "59s"),
            (65, "1m05s"),
            (7620, "2h07m"),
            (273_600, "3d04h"),
        ] {
            assert_eq!(Span(Duration::from_secs(seconds)).to_string(), text);
        }
        assert_eq!(format!("{:>6}", Span(Duration::from_secs(5))), "    5s");
    }
}
