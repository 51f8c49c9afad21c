//! Why a result is not in object storage.

use std::error::Error;
use std::fmt;

use grok_video_save::SaveError;

use crate::cause::Cause;
use crate::kind::ObjectsErrorKind;

/// Says why an object was not stored, or not found.
///
/// `Display` is one sentence: what happened to which object, and what to do. Neither it nor its source shows a credential
/// or a URL's query, whatever the store answered.
#[derive(Debug)]
pub struct ObjectsError {
    kind: ObjectsErrorKind,
    url: Box<str>,
    source: Option<Source>,
}

#[derive(Debug)]
enum Source {
    Said(Cause),
    Local(Box<SaveError>),
}

impl ObjectsError {
    pub(crate) fn new(kind: ObjectsErrorKind, url: impl Into<Box<str>>) -> Self {
        Self {
            kind,
            url: url.into(),
            source: None,
        }
    }

    /// Adds why.
    pub(crate) fn because(self, why: impl Into<Cause>) -> Self {
        let source = Some(Source::Said(why.into()));
        Self { source, ..self }
    }

    pub(crate) fn local(url: impl Into<Box<str>>, error: SaveError) -> Self {
        Self {
            source: Some(Source::Local(Box::new(error))),
            ..Self::new(ObjectsErrorKind::Local, url)
        }
    }

    /// Takes what a store said about an object.
    pub(crate) fn of_store(url: &dyn fmt::Display, error: &object_store::Error) -> Self {
        let cause = Cause::of(error);
        Self::new(cause.kind(error), url.to_string()).because(cause)
    }

    /// Returns what sort of error this is.
    #[must_use]
    pub const fn kind(&self) -> ObjectsErrorKind {
        self.kind
    }

    /// Returns the URL that it is about.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Tells whether the same may go well a moment later.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(self.kind, ObjectsErrorKind::Unavailable)
    }
}

impl fmt::Display for ObjectsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Debug escapes what a terminal would obey.
        let url = &self.url;
        match self.kind {
            ObjectsErrorKind::InvalidUrl => {
                write!(f, "{url:?} names no place for an object; choose another")
            }
            ObjectsErrorKind::NotConfigured => write!(
                f,
                "{url:?} can't be reached without credentials and options; set those of its store in the environment"
            ),
            ObjectsErrorKind::Denied => write!(
                f,
                "the store refuses {url:?}; check the credentials, and that they may read and write there"
            ),
            ObjectsErrorKind::NoBucket => write!(
                f,
                "there is no bucket for {url:?}; create it first, or check its name and region"
            ),
            ObjectsErrorKind::AlreadyExists => write!(
                f,
                "{url:?} is another object already and is never overwritten; choose another name or move it away"
            ),
            ObjectsErrorKind::Damaged => write!(
                f,
                "{url:?} is not what was stored there; look at it, move it away and store again"
            ),
            ObjectsErrorKind::Local => {
                write!(
                    f,
                    "{url:?} was not stored because its file can't be read; try again"
                )
            }
            ObjectsErrorKind::Unavailable => {
                write!(
                    f,
                    "{url:?} was not stored because the store can't be reached; try again later"
                )
            }
            ObjectsErrorKind::Refused => {
                write!(
                    f,
                    "the store does not take {url:?}; solve the cause and try again"
                )
            }
        }
    }
}

impl Error for ObjectsError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self.source.as_ref()? {
            Source::Said(cause) => Some(cause),
            Source::Local(error) => Some(&**error),
        }
    }
}
