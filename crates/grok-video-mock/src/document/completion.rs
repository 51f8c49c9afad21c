use serde::Deserialize;

use super::whole::Whole;
use crate::invalid::Invalid;
use crate::world::Completion;

/// What a completed task answers, by the names of [`Completion`]'s methods.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct CompletionDocument {
    url: Option<String>,
    without_url: bool,
    seconds: Option<f64>,
    without_seconds: bool,
    amount: Option<f64>,
    total_tokens: Option<Whole<u64>>,
    last_frame: bool,
}

impl CompletionDocument {
    pub(crate) fn value(self) -> Result<Completion, Invalid> {
        let mut completion = Completion::new();
        match (self.url, self.without_url) {
            (Some(_), true) => return Err(exclusive("url", "without_url")),
            (Some(url), false) => completion = completion.url(url),
            (None, true) => completion = completion.without_url(),
            (None, false) => {}
        }
        match (self.seconds, self.without_seconds) {
            (Some(_), true) => return Err(exclusive("seconds", "without_seconds")),
            (Some(seconds), false) => completion = completion.try_seconds(seconds)?,
            (None, true) => completion = completion.without_seconds(),
            (None, false) => {}
        }
        if let Some(amount) = self.amount {
            completion = completion.try_amount(amount)?;
        }
        if let Some(tokens) = self.total_tokens {
            completion = completion.total_tokens(tokens.0);
        }
        if self.last_frame {
            completion = completion.with_last_frame();
        }
        Ok(completion)
    }
}

fn exclusive(one: &str, other: &str) -> Invalid {
    Invalid::new(format!("`{one}` and `{other}` contradict each other"))
}
