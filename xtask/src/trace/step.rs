//! One step of a trace: a line `ASKED | DEED => TOLD | MEANING`.

use std::time::Duration;

use super::deed::Deed;
use super::meaning::Meaning;
use super::parse_time;

/// What happened in one step, and when.
#[derive(Debug, PartialEq)]
pub(crate) struct Step {
    /// How old the watch was when it asked; `None` where the step is no query.
    pub(crate) asked: Option<Duration>,
    pub(crate) deed: Deed,
    /// How old the watch was when it told the event.
    pub(crate) told: Duration,
    pub(crate) meaning: Meaning,
    /// How long the watch waits then; `None` where it does not go on.
    pub(crate) next: Option<Duration>,
}

impl Step {
    pub(super) fn parse(line: &str) -> Result<Self, String> {
        let parts = || {
            let (asked, rest) = line.split_once(" | ")?;
            // The deed may hold a body, which may hold anything; what comes behind may not.
            let (rest, meaning) = rest.rsplit_once(" | ")?;
            let (deed, told) = rest.rsplit_once(" => ")?;
            Some((asked, deed, told, meaning))
        };
        let (asked, deed, told, meaning) =
            parts().ok_or("is no step: write `ASKED | DEED => TOLD | MEANING`")?;
        let asked = match asked {
            "-" => None,
            time => Some(parse_time(time)?),
        };
        let deed = Deed::parse(deed)?;
        if asked.is_some() != matches!(deed, Deed::Query(_)) {
            return Err(
                "a query has the age at which it was made, and nothing else has".to_owned(),
            );
        }
        let told = parse_time(told)?;
        if asked.is_some_and(|asked| asked > told) {
            return Err("is answered before it is asked".to_owned());
        }
        let (meaning, next) = match meaning.rsplit_once("; next in ") {
            Some((meaning, next)) => (meaning, Some(parse_time(next)?)),
            None => (meaning, None),
        };
        Ok(Self {
            asked,
            meaning: Meaning::parse(meaning, &deed)?,
            deed,
            told,
            next,
        })
    }

    /// Returns whether the wait behind the step is the one that the server asked for.
    pub(crate) fn is_asked_for(&self) -> bool {
        match (&self.deed, self.next) {
            (Deed::Query(query), Some(next)) => query.asks_for(next),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_query() {
        let step = Step::parse("1.5s | silence => 61.5s | error: timeout; next in 30s");
        let expected = Step {
            asked: Some(Duration::from_millis(1_500)),
            deed: Deed::parse("silence").expect("a deed"),
            told: Duration::from_millis(61_500),
            meaning: Meaning::Error("timeout".to_owned()),
            next: Some(Duration::from_secs(30)),
        };
        assert_eq!(step, Ok(expected));
    }

    #[test]
    fn a_body_may_hold_the_marks() {
        let step = Step::parse(r#"1s | 400 {"a":" | => "} => 2s | error: rejected"#);
        let step = step.expect("it is a step");
        assert_eq!(step.told, Duration::from_secs(2));
        assert_eq!(step.next, None);
    }

    #[test]
    fn a_wait_is_asked_for_where_it_is_as_long_as_the_hint() {
        let is_asked_for = |line: &str| Step::parse(line).expect("a step").is_asked_for();
        assert!(is_asked_for(
            "1s | 503, Retry-After: 75 => 1s | error: server; next in 75s"
        ));
        assert!(!is_asked_for(
            "1s | queued, Retry-After: 0 => 1s | first seen: queued; next in 30s"
        ));
        assert!(!is_asked_for(
            "1s | 503, Retry-After: 75 => 1s | error: server"
        ));
        assert!(!is_asked_for(
            "- | restart, away 1s => 1s | back; next in 75s"
        ));
    }

    #[test]
    fn says_what_is_no_step() {
        let refused = |line: &str| Step::parse(line).expect_err("it is no step");
        assert!(refused("1s | queued => 1s").contains("is no step"));
        assert!(refused("- | queued => 1s | first seen: queued").contains("a query has the age"));
        assert!(refused("1s | end => 1s | cancelled").contains("a query has the age"));
        assert!(refused("2s | queued => 1s | first seen: queued").contains("before it is asked"));
        assert!(refused("1s | queued => 1s | dropped; next in 3").contains("`3` is no time"));
    }
}
