//! What the watch made of a step of a trace.

use super::deed::Deed;

/// What a step meant.
#[derive(Debug, PartialEq)]
pub(crate) enum Meaning {
    /// A good answer with a status that was not known before.
    Seen(String),
    /// A good answer with the status that was known.
    Unchanged,
    /// An answer with a status that the task has left behind; the known one is kept.
    Regressed,
    /// No good answer; the word says what kind of error it was.
    Error(String),
    /// The service asks for patience; the word says with what error.
    Throttled(String),
    /// The answer came out of turn.
    Dropped,
    /// The program is back.
    Back,
    /// The caller has cancelled.
    Cancelled,
    /// The watch has ended.
    Ended(Ending),
}

/// How a watch ended.
#[derive(Debug, PartialEq)]
pub(crate) struct Ending {
    /// What came of it, such as `completed` or `outage: server`.
    pub(crate) outcome: String,
    /// How often the watch had asked, such as `8 polls`.
    pub(crate) n_polls: String,
}

impl Meaning {
    pub(super) fn parse(text: &str, deed: &Deed) -> Result<Self, String> {
        if matches!(deed, Deed::End) {
            let mut parts = text.split("; ");
            let (Some(outcome), Some(n_polls)) = (parts.next(), parts.next()) else {
                return Err(format!("`{text}` is no end: write `OUTCOME; N polls`"));
            };
            return Ok(Self::Ended(Ending {
                outcome: outcome.to_owned(),
                n_polls: n_polls.to_owned(),
            }));
        }
        let (word, rest) = text.split_once(": ").unwrap_or((text, ""));
        match word {
            "first seen" => Ok(Self::Seen(rest.to_owned())),
            "changed" => match rest.rsplit_once(" -> ") {
                Some((_, to)) => Ok(Self::Seen(to.to_owned())),
                None => Err(format!("`{text}` is no change: write `changed: S -> S`")),
            },
            "unchanged" => Ok(Self::Unchanged),
            "regressed" => Ok(Self::Regressed),
            "error" => Ok(Self::Error(rest.to_owned())),
            "throttled" => Ok(Self::Throttled(rest.to_owned())),
            "dropped" => Ok(Self::Dropped),
            "back" => Ok(Self::Back),
            "cancelled" => Ok(Self::Cancelled),
            _ => Err(format!("`{text}` is no meaning that is known")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(text: &str) -> Result<Meaning, String> {
        Meaning::parse(text, &Deed::parse("queued").expect("a deed"))
    }

    #[test]
    fn reads_what_an_answer_means() {
        let word = |text: &str| text.to_owned();
        let pairs = [
            ("first seen: queued", Meaning::Seen(word("queued"))),
            ("changed: queued -> failed", Meaning::Seen(word("failed"))),
            ("unchanged: queued", Meaning::Unchanged),
            ("regressed: queued, kept processing", Meaning::Regressed),
            ("error: server", Meaning::Error(word("server"))),
            ("throttled: slow", Meaning::Throttled(word("slow"))),
            ("dropped", Meaning::Dropped),
            ("back", Meaning::Back),
            ("cancelled", Meaning::Cancelled),
        ];
        for (text, expected) in pairs {
            assert_eq!(meaning(text), Ok(expected), "{text}");
        }
        assert!(meaning("changed: queued").is_err());
        assert!(meaning("completed; 1 polls").is_err());
    }

    #[test]
    fn reads_an_end() {
        let expected = Meaning::Ended(Ending {
            outcome: "outage: server".to_owned(),
            n_polls: "8 polls".to_owned(),
        });
        let text = "outage: server; 8 polls; last status unknown; checkpoint";
        assert_eq!(Meaning::parse(text, &Deed::End), Ok(expected));
        assert!(Meaning::parse("cancelled", &Deed::End).is_err());
    }
}
