//! Why a result is not in object storage.

use std::error::Error;
use std::fmt;

/// Says why a result can't go to object storage, or did not. Neither its words nor its source hold a credential.
#[derive(Debug)]
pub struct StorageError(Reason);

#[derive(Debug)]
enum Reason {
    /// This program has no object storage in it.
    #[cfg(not(feature = "objects"))]
    LeftOut,
    #[cfg(feature = "objects")]
    Objects(Box<grok_video_objects::ObjectsError>),
}

impl StorageError {
    #[cfg(not(feature = "objects"))]
    pub(crate) fn left_out() -> Self {
        Self(Reason::LeftOut)
    }

    /// Returns what the store said, or our connection to it.
    #[cfg(feature = "objects")]
    #[must_use]
    pub fn objects(&self) -> &grok_video_objects::ObjectsError {
        let Reason::Objects(error) = &self.0;
        error
    }

    /// Tells whether the same may go well a moment later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match &self.0 {
            #[cfg(not(feature = "objects"))]
            Reason::LeftOut => false,
            #[cfg(feature = "objects")]
            Reason::Objects(error) => error.is_transient(),
        }
    }
}

#[cfg(feature = "objects")]
impl From<grok_video_objects::ObjectsError> for StorageError {
    fn from(error: grok_video_objects::ObjectsError) -> Self {
        Self(Reason::Objects(Box::new(error)))
    }
}

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            #[cfg(not(feature = "objects"))]
            Reason::LeftOut => f.write_str(
                "a URL is a place in object storage, which this program is built without; give a path, or build it \
                 with the feature `objects`",
            ),
            #[cfg(feature = "objects")]
            Reason::Objects(error) => error.fmt(f),
        }
    }
}

impl Error for StorageError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0 {
            #[cfg(not(feature = "objects"))]
            Reason::LeftOut => None,
            #[cfg(feature = "objects")]
            Reason::Objects(error) => error.source(),
        }
    }
}
