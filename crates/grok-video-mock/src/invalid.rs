use std::fmt;

/// Says that something breaks a rule, and which rule.
///
/// The message never repeats a secret that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invalid {
    message: String,
}

impl Invalid {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Says where it is: `faults[2]: …`.
    pub(crate) fn within(self, place: impl fmt::Display) -> Self {
        Self::new(format!("{place}: {}", self.message))
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Invalid {}

/// Returns what is valid.
///
/// # Panics
///
/// Panics with the rule that is broken: the caller is the program's own text.
#[track_caller]
pub(crate) fn valid<T>(result: Result<T, Invalid>) -> T {
    match result {
        Ok(value) => value,
        Err(invalid) => panic!("{invalid}"),
    }
}
