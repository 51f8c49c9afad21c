//! Who pays.

use std::fmt;
use std::sync::Arc;

/// Names whose key a task is for, so that no worker asks for it with another one.
///
/// It is a label of the user's own, and never the key: a base URL, a team, a customer. Keys may change
/// while the account stays the same.
///
/// ```
/// use grok_video_ledger::Account;
/// let account = Account::from("https://relay.example.com/team-a");
/// assert_eq!(account.as_str(), "https://relay.example.com/team-a");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Account(Arc<str>);

impl Account {
    /// Returns the label.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: Into<Arc<str>>> From<T> for Account {
    fn from(label: T) -> Self {
        Self(label.into())
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
