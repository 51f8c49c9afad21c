//! What is done in a step of a trace.

use std::time::Duration;

use super::parse_time;

/// What the service, the program or the caller does.
#[derive(Debug, PartialEq)]
pub(crate) enum Deed {
    /// The service answers a query, or does not.
    Query(Query),
    /// The caller cancels, so long after the last event.
    Cancel { after: Duration },
    /// The program ends so long after the last event, and is back `away` later.
    Restart { after: Duration, away: Duration },
    /// The program goes on from the checkpoint of the end, `away` later.
    Resume { away: Duration },
    /// The watch ends.
    End,
}

/// How a query was answered.
#[derive(Debug, PartialEq)]
pub(crate) struct Query {
    /// The status of the task, the number of an HTTP status, or a word for what failed.
    pub(crate) answer: String,
    hint: Option<Hint>,
}

/// What the server asked for with `Retry-After`.
#[derive(Debug, PartialEq)]
enum Hint {
    Seconds(u64),
    /// A date, beside the date of the answer itself.
    Date,
    /// What is no hint, and so is not kept.
    Nothing,
}

impl Deed {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (word, rest) = text.split_once(", ").unwrap_or((text, ""));
        let time = |name: &str| {
            let value = rest
                .split(", ")
                .find_map(|part| part.strip_prefix(name)?.strip_prefix(' '));
            value.map_or(Ok(Duration::ZERO), parse_time)
        };
        match word {
            "" => Err("has no deed".to_owned()),
            "cancel" => Ok(Self::Cancel {
                after: time("after")?,
            }),
            "restart" => Ok(Self::Restart {
                after: time("after")?,
                away: time("away")?,
            }),
            "resume" => Ok(Self::Resume {
                away: time("away")?,
            }),
            "end" => Ok(Self::End),
            _ => Ok(Self::Query(Query::parse(text))),
        }
    }
}

impl Query {
    fn parse(text: &str) -> Self {
        let (text, date) = match text.split_once(", Date: ") {
            Some((text, date)) => (text, Some(date)),
            None => (text, None),
        };
        let (text, hint) = match text.split_once(", Retry-After: ") {
            Some((text, hint)) => (text, Some(Hint::parse(hint, date))),
            None => (text, None),
        };
        let (text, _) = text.split_once(", takes ").unwrap_or((text, ""));
        let (answer, _) = text.split_once(' ').unwrap_or((text, ""));
        Self {
            answer: answer.to_owned(),
            hint,
        }
    }

    /// Returns whether a wait of that length is what the server asked for, not the schedule.
    pub(super) fn asks_for(&self, wait: Duration) -> bool {
        match self.hint {
            Some(Hint::Seconds(seconds)) => wait == Duration::from_secs(seconds),
            Some(Hint::Date) => true,
            Some(Hint::Nothing) | None => false,
        }
    }
}

impl Hint {
    fn parse(text: &str, date: Option<&str>) -> Self {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse() {
            Ok(seconds) if is_number => Self::Seconds(seconds),
            _ if date.is_some() && text.ends_with(" GMT") => Self::Date,
            _ => Self::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn query(text: &str) -> Query {
        match Deed::parse(text) {
            Ok(Deed::Query(query)) => query,
            other => panic!("`{text}` is {other:?}"),
        }
    }

    #[test]
    fn reads_what_is_no_query() {
        let restart = Deed::Restart {
            after: 20 * SECOND,
            away: 70 * SECOND,
        };
        assert_eq!(Deed::parse("restart, after 20s, away 70s"), Ok(restart));
        let away_at_once = Deed::Restart {
            after: Duration::ZERO,
            away: SECOND,
        };
        assert_eq!(Deed::parse("restart, away 1s"), Ok(away_at_once));
        let cancel = Deed::Cancel { after: 5 * SECOND };
        assert_eq!(Deed::parse("cancel, after 5s"), Ok(cancel));
        assert_eq!(
            Deed::parse("resume, away 1s"),
            Ok(Deed::Resume { away: SECOND })
        );
        assert_eq!(Deed::parse("end"), Ok(Deed::End));
        assert!(Deed::parse("resume, away soon").is_err());
        assert!(Deed::parse("").is_err());
    }

    #[test]
    fn an_answer_is_the_first_word() {
        assert_eq!(query("queued").answer, "queued");
        assert_eq!(query("queued, takes 2s").answer, "queued");
        assert_eq!(query(r#"200 {"a":1, "b":2}"#).answer, "200");
        assert_eq!(query("503, Retry-After: 75").answer, "503");
    }

    #[test]
    fn a_hint_is_a_number_or_a_date_beside_a_date() {
        assert!(query("503, Retry-After: 1").asks_for(SECOND));
        assert!(!query("503, Retry-After: 1").asks_for(2 * SECOND));
        assert!(!query("503, Retry-After: +1").asks_for(SECOND));
        assert!(!query("503, Retry-After: soon").asks_for(SECOND));
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert!(query(&format!("503, Retry-After: {date}, Date: {date}")).asks_for(SECOND));
        assert!(!query(&format!("503, Retry-After: {date}")).asks_for(SECOND));
        assert!(!query(&format!("503, Retry-After: soon, Date: {date}")).asks_for(SECOND));
        assert!(!query("503").asks_for(SECOND));
    }
}
