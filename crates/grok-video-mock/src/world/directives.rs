use super::script::{Pace, Script};
use crate::duration;
use crate::invalid::Invalid;

const OPENING: &str = "[mock:";
/// The most bytes of a message, which the simulation keeps.
const MAX_MESSAGE: usize = 1000;
const KNOWN: &str = "[mock:fail MESSAGE], with up to 1000 bytes, and [mock:after QUEUED PROCESSING], for example [mock:after 2s 5s]";

/// What a prompt tells the simulation to do with its own task, so that any
/// client in any language can ask for a failure.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Directives {
    failure: Option<String>,
    pace: Option<Pace>,
}

impl Directives {
    /// Reads every `[mock:…]` in a prompt; a later one of a kind wins.
    pub(super) fn parse(prompt: &str) -> Result<Self, Invalid> {
        let mut found = Self::default();
        let mut rest = prompt;
        while let Some((_, after)) = rest.split_once(OPENING) {
            let (inside, after) = after.split_once(']').ok_or_else(unknown)?;
            found.read(inside).ok_or_else(unknown)?;
            rest = after;
        }
        Ok(found)
    }

    pub(super) fn apply(&self, mut script: Script) -> Script {
        if let Some(pace) = self.pace {
            script = script.paced(pace);
        }
        if let Some(message) = &self.failure {
            script = script.then_fail(message);
        }
        script
    }

    fn read(&mut self, inside: &str) -> Option<()> {
        let (name, argument) = inside.split_once(' ')?;
        let argument = argument.trim();
        match name {
            "fail" if (1..=MAX_MESSAGE).contains(&argument.len()) => {
                self.failure = Some(argument.to_owned());
            }
            "after" => {
                let (queued, processing) = argument.split_once(' ')?;
                self.pace = Some(Pace::Timed {
                    queued: duration::parse(queued)?.into(),
                    processing: duration::parse(processing.trim_start())?.into(),
                });
            }
            _ => return None,
        }
        Some(())
    }
}

fn unknown() -> Invalid {
    Invalid::new(format!(
        "prompt: the simulation knows the directives {KNOWN}"
    ))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn both_directives_are_found_among_words() {
        let directives =
            Directives::parse("A cat [mock:after 250ms 2m] sings. [mock:fail Too loud!]");
        let script = directives.map(|directives| directives.apply(Script::immediate()));
        let expected = Script::after(Duration::from_millis(250), Duration::from_secs(120));
        assert_eq!(script, Ok(expected.then_fail("Too loud!")));
    }

    #[test]
    fn a_prompt_without_directives_changes_nothing() {
        let directives = Directives::parse("A cat [sings] mock:fail");
        assert_eq!(directives, Ok(Directives::default()));
    }

    #[test]
    fn a_directive_that_is_not_understood_is_an_error() {
        for prompt in [
            "[mock:]",
            "[mock:fail]",
            "[mock:fail ]",
            "[mock:fail unclosed",
            &format!("[mock:fail {}]", "x".repeat(1001)),
            "[mock:after 2s]",
            "[mock:after 2 5]",
            "[mock:after s 5s]",
            "[mock:after 2s 5s 7s]",
            "[mock:after 99999999999999999999s 1s]",
            "[mock:vanish now]",
        ] {
            assert_eq!(Directives::parse(prompt), Err(unknown()), "{prompt}");
        }
    }
}
