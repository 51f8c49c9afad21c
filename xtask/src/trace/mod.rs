//! A trace: what happened to one watch, step by step, as the tests of the poller play it.
//!
//! The format is told by the tests that play it; what is read here is only what is shown.

mod deed;
mod meaning;
mod step;

use std::time::Duration;

pub(crate) use self::deed::{Deed, Query};
pub(crate) use self::meaning::Meaning;
pub(crate) use self::step::Step;

/// The file name's end.
pub(crate) const EXTENSION: &str = "trace";

/// A trace as its file tells it.
#[derive(Debug, PartialEq)]
pub(crate) struct Trace {
    /// What the trace shows: the comment at its head, without its marks, in one line.
    pub(crate) story: String,
    /// At least one.
    pub(crate) steps: Vec<Step>,
}

impl Trace {
    /// Reads a trace; what is wrong with it is said with the number of the line.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let story = story(text).ok_or("1: begins without a comment: say what the trace shows")?;
        let mut steps = Vec::new();
        for (index, line) in text.lines().enumerate() {
            if line.starts_with('#') || !line.contains(" | ") {
                continue;
            }
            let step =
                Step::parse(line).map_err(|complaint| format!("{}: {complaint}", index + 1))?;
            steps.push(step);
        }
        if steps.is_empty() {
            return Err("1: has no steps".to_owned());
        }
        Ok(Self { story, steps })
    }
}

/// Returns the comment at the head of a trace in one line, or `None` where it has none.
pub(crate) fn story(text: &str) -> Option<String> {
    let lines: Vec<&str> = text
        .lines()
        .map_while(|line| line.strip_prefix('#'))
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    (!lines.is_empty()).then(|| lines.join(" "))
}

/// Reads a time like `1.5s`.
fn parse_time(text: &str) -> Result<Duration, String> {
    text.strip_suffix('s')
        .and_then(|number| number.parse().ok())
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| format!("`{text}` is no time: write seconds, like 1.5s"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_story_and_steps() {
        let trace = Trace::parse(
            "# The service\n# is late.\n\nschedule: fixed 30s\n\n\
             30s | silence => 90s | error: timeout; next in 30s\n\
             120s | completed => 120s | first seen: completed\n\
             - | end => 120s | completed; 2 polls; save within 82621s\n",
        )
        .expect("it is a trace");
        assert_eq!(trace.story, "The service is late.");
        assert_eq!(trace.steps.len(), 3);
        assert_eq!(trace.steps[1].told, Duration::from_secs(120));
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let refused = |text: &str| Trace::parse(text).expect_err("it is no trace");
        assert!(refused("schedule: provider\n").contains("without a comment"));
        assert!(refused("# a\n\nschedule: provider\n").contains("no steps"));
        assert!(refused("# a\n\n1x | end => 2s | cancelled\n").starts_with("3: `1x` is no time"));
    }

    #[test]
    fn reads_times() {
        assert_eq!(parse_time("0.005s"), Ok(Duration::from_millis(5)));
        for text in ["5", "s", "-1s", "NaNs", "1e99s"] {
            assert!(parse_time(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_story_ends_at_the_first_other_line() {
        assert_eq!(story("#one\n\n# two\n").as_deref(), Some("one"));
        assert_eq!(story("#\n"), None);
        assert_eq!(story("\n# late\n"), None);
    }
}
