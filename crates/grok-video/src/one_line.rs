//! An error with its causes, for a log or a terminal.

use std::error::Error;

/// Returns an error and its causes in one line: `what: why: why that`.
///
/// ```
/// use grok_video::{BaseUrl, one_line};
/// let error = "relay".parse::<BaseUrl>().unwrap_err();
/// assert!(one_line(&error).starts_with("the base URL is not usable: "));
/// ```
#[must_use]
pub fn one_line(error: &dyn Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {}", one_line(cause)),
        None => error.to_string(),
    }
}
