//! What a store said, without what nobody may see.

use std::error::Error;
use std::fmt;

use object_store::Error as StoreError;
use object_store::client::{HttpError, HttpErrorKind};

use crate::kind::ObjectsErrorKind;

/// The hosts that give credentials to machines of a cloud; elsewhere nobody answers there.
const METADATA: [&str; 3] = [
    "169.254.169.254",
    "169.254.170.2",
    "metadata.google.internal",
];

/// Says what went wrong in words of ours: a status, the store's own word for it, or what our connection met.
///
/// The text of an answer is left out, since stores repeat keys and signed texts in it.
#[derive(Debug)]
pub(crate) struct Cause {
    words: Box<str>,
    status: Option<u16>,
    transport: Option<HttpErrorKind>,
    /// Whether it is about the host that gives credentials within a cloud.
    is_metadata: bool,
}

impl Cause {
    pub(crate) fn of(error: &StoreError) -> Self {
        let mut transport = None;
        let mut words = None;
        let mut next: Option<&(dyn Error + 'static)> = Some(error);
        while let Some(error) = next {
            if let Some(http) = error.downcast_ref::<HttpError>() {
                transport = Some(http.kind());
                words = http.source().map(chain);
                break;
            }
            next = error.source();
        }
        let text = error.to_string();
        let status = number_behind(&text, "status code: ");
        let words = match (words, status) {
            (Some(words), _) => words,
            (None, Some(status)) => match between(&text, "<Code>", "</Code>") {
                Some(code) => format!("it answered HTTP {status} ({code})"),
                None => format!("it answered HTTP {status}"),
            },
            (None, None) => match error {
                StoreError::NotFound { .. } => "nothing is there".to_owned(),
                StoreError::AlreadyExists { .. } | StoreError::Precondition { .. } => {
                    "something is there already".to_owned()
                }
                // It is about options: their names may be shown, and their values are taken out.
                _ => without_secrets(text.lines().next().unwrap_or_default()),
            },
        };
        let is_metadata = METADATA.iter().any(|host| text.contains(host));
        let words = if is_metadata {
            format!(
                "there are none in the environment, and this machine has no role that gives some: {words}"
            )
        } else {
            words
        };
        Self {
            words: words.into(),
            status,
            transport,
            is_metadata,
        }
    }

    /// Sorts the error that this was taken from.
    pub(crate) fn kind(&self, error: &StoreError) -> ObjectsErrorKind {
        if self.is_metadata {
            return ObjectsErrorKind::NotConfigured;
        }
        match error {
            StoreError::PermissionDenied { .. } | StoreError::Unauthenticated { .. } => {
                ObjectsErrorKind::Denied
            }
            StoreError::NotFound { .. } => ObjectsErrorKind::NoBucket,
            StoreError::AlreadyExists { .. } | StoreError::Precondition { .. } => {
                ObjectsErrorKind::AlreadyExists
            }
            _ => match (self.status, self.transport) {
                (Some(408 | 409 | 425 | 429 | 500..), _) | (None, Some(_)) => {
                    ObjectsErrorKind::Unavailable
                }
                (Some(_), _) => ObjectsErrorKind::Refused,
                (None, None) => ObjectsErrorKind::NotConfigured,
            },
        }
    }
}

impl From<&str> for Cause {
    fn from(words: &str) -> Self {
        Self {
            words: words.into(),
            status: None,
            transport: None,
            is_metadata: false,
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl Error for Cause {}

/// Returns what an error of our own connection says, with its causes.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut words = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        words = format!("{words}: {error}");
        next = error.source();
    }
    words
}

fn number_behind(text: &str, before: &str) -> Option<u16> {
    let (_, rest) = text.split_once(before)?;
    rest.get(..3)?.parse().ok()
}

/// Returns a word of letters between two marks: a store's name for what happened.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    let (word, _) = rest.split_once(after)?;
    let is_word = word.len() <= 64 && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_word.then_some(word)
}

/// Takes out whatever the environment has as a secret of a store.
fn without_secrets(text: &str) -> String {
    const STORES: [&str; 4] = ["AWS_", "AZURE_", "GOOGLE_", "GCP_"];
    const SECRET: [&str; 6] = ["KEY", "SECRET", "TOKEN", "SAS", "PASSWORD", "ACCOUNT"];
    let mut text = text.to_owned();
    for (name, value) in std::env::vars_os() {
        let (name, value) = (name.to_string_lossy(), value.to_string_lossy());
        let is_secret = STORES.iter().any(|store| name.starts_with(store))
            && SECRET.iter().any(|word| name.contains(word));
        if is_secret && value.len() >= 4 {
            text = text.replace(&*value, "…");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str, kind: ObjectsErrorKind) {
        let error = StoreError::Generic {
            store: "S3",
            source: text.into(),
        };
        let cause = Cause::of(&error);
        assert_eq!(cause.to_string(), expected);
        assert_eq!(cause.kind(&error), kind);
    }

    #[test]
    fn an_answer_is_told_by_its_status_and_its_word_alone() {
        let body = "Server returned non-2xx status code: 400 Bad Request: <Error><Code>InvalidRequest</Code>\
                    <AWSAccessKeyId>AKIACANARY</AWSAccessKeyId></Error>";
        let refused = ObjectsErrorKind::Refused;
        check(body, "it answered HTTP 400 (InvalidRequest)", refused);
        let body = "Error performing PUT http://169.254.169.254/latest/api/token in 1ms - Server returned non-2xx \
                    status code: 403 Forbidden: ";
        let words = "there are none in the environment, and this machine has no role that gives some: \
                     it answered HTTP 403";
        check(body, words, ObjectsErrorKind::NotConfigured);
        let body = "Server returned non-2xx status code: 503 Slow Down: <Code>a b\u{1b}</Code>";
        let unavailable = ObjectsErrorKind::Unavailable;
        check(body, "it answered HTTP 503", unavailable);
    }
}
