//! Whose key it is, and where that stands.

use crate::failure::Failure;

/// Names an account, and the environment variable that holds its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AccountArg {
    pub(crate) name: String,
    pub(crate) variable: String,
}

impl AccountArg {
    /// Reads `NAME=VARIABLE`. What can't be read is not shown: it may hold the key itself, given by mistake.
    pub(crate) fn read(text: &str) -> Result<Self, Failure> {
        const ADVICE: &str = "--account: give NAME=VARIABLE, where VARIABLE is the environment variable that holds \
                              the key";
        let wrong = || Failure::usage(ADVICE);
        // The name of an account may be a URL, with any sign in it.
        let (name, variable) = text.rsplit_once('=').ok_or_else(wrong)?;
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if name.is_empty() || variable.is_empty() || !variable.chars().all(is_plain) {
            return Err(wrong());
        }
        Ok(Self {
            name: name.to_owned(),
            variable: variable.to_owned(),
        })
    }
}
