//! Where an object stands.

use std::fmt;

use object_store::path::Path;

use crate::error::ObjectsError;
use crate::kind::ObjectsErrorKind;

/// The schemes of the stores that are known.
const SCHEMES: [&str; 5] = ["s3", "gs", "az", "abfs", "abfss"];

/// Names an object, or a folder for objects, in a bucket: `s3://bucket/videos/kite.mp4`, `gs://bucket/videos/`.
///
/// It ends in `/`, or names a bucket alone, where it is a folder. There is no credential in it, and no query, so it may
/// be shown and written down.
///
/// ```
/// use grok_video_objects::ObjectUrl;
/// let folder: ObjectUrl = "s3://bucket/videos".parse::<ObjectUrl>()?.into_folder();
/// assert_eq!(folder.object("video_1")?.to_string(), "s3://bucket/videos/video_1.mp4");
/// # Ok::<(), grok_video_objects::ObjectsError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ObjectUrl {
    scheme: &'static str,
    bucket: Box<str>,
    /// What stands behind the bucket and its slash; ends in one, or is empty, where it is a folder.
    key: Box<str>,
}

impl ObjectUrl {
    /// Tells whether many objects have room there.
    #[must_use]
    pub fn is_folder(&self) -> bool {
        self.key.is_empty() || self.key.ends_with('/')
    }

    /// Returns the same place as a folder.
    #[must_use]
    pub fn into_folder(self) -> Self {
        if self.is_folder() {
            return self;
        }
        let key = format!("{}/", self.key).into();
        Self { key, ..self }
    }

    /// Returns the object `{stem}.mp4` in a folder, or the object itself.
    ///
    /// # Errors
    /// [`InvalidUrl`](ObjectsErrorKind::InvalidUrl) when the stem can be no part of a name.
    pub fn object(&self, stem: &str) -> Result<Self, ObjectsError> {
        if !self.is_folder() {
            return Ok(self.clone());
        }
        if stem.is_empty() || stem.contains('/') {
            return Err(invalid(self, "a name in it has no slash, and is not empty"));
        }
        let object = Self {
            key: format!("{}{stem}.mp4", self.key).into(),
            ..self.clone()
        };
        object.checked()
    }

    /// Returns what the bucket is called with its scheme: what one store serves.
    #[must_use]
    pub fn root(&self) -> String {
        format!("{}://{}/", self.scheme, self.bucket)
    }

    pub(crate) fn scheme(&self) -> &'static str {
        self.scheme
    }

    /// Returns the name of an object within its bucket.
    pub(crate) fn path(&self) -> Result<Path, ObjectsError> {
        let path = Path::parse(&*self.key);
        path.map_err(|_| invalid(self, "its parts can't be empty, `.` or `..`"))
    }

    /// Returns the object `name` beside this one, or in this folder.
    pub(crate) fn beside(&self, name: &str) -> Self {
        let end = self.key.rfind('/').map_or(0, |slash| slash + 1);
        Self {
            key: format!("{}{name}", &self.key[..end]).into(),
            ..self.clone()
        }
    }

    /// Returns an object whose name says which content it has.
    pub(crate) fn with_digest(&self, sha256: &[u8; 32]) -> Self {
        let digits: String = sha256[..8]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let stem = self.key.strip_suffix(".mp4").unwrap_or(&self.key);
        Self {
            key: format!("{stem}-{digits}.mp4").into(),
            ..self.clone()
        }
    }

    /// Makes sure that every store takes the name.
    fn checked(self) -> Result<Self, ObjectsError> {
        self.path()?;
        if self.key.starts_with('/') {
            return Err(invalid(&self, "its parts can't be empty, `.` or `..`"));
        }
        // S3 allows so many bytes, and the others more.
        if self.key.len() > 1024 - 32 {
            return Err(invalid(&self, "its name is too long for object storage"));
        }
        Ok(self)
    }
}

impl std::str::FromStr for ObjectUrl {
    type Err = ObjectsError;

    /// Reads a URL as people write it. What could hold a secret is refused, and not repeated.
    fn from_str(text: &str) -> Result<Self, ObjectsError> {
        let refused = |why: &str| {
            let scheme = text.split("://").next().filter(|it| it.len() < text.len());
            let scheme = scheme.filter(|it| it.bytes().all(|byte| byte.is_ascii_alphanumeric()));
            let shown = format!("{}://…", scheme.unwrap_or_default());
            ObjectsError::new(ObjectsErrorKind::InvalidUrl, shown).because(why)
        };
        let (scheme, rest) = text.split_once("://").unwrap_or_default();
        let Some(scheme) = SCHEMES.into_iter().find(|known| *known == scheme) else {
            return Err(refused(
                "results go to s3://, gs://, az:// and abfs:// URLs; of a file, give the path",
            ));
        };
        if rest.contains(['?', '#', '%', '\\']) || rest.contains(char::is_control) {
            return Err(refused(
                "a bucket and a name are all that it may hold; options and keys go into the environment",
            ));
        }
        let (bucket, key) = rest.split_once('/').unwrap_or((rest, ""));
        // Azure's long form is `container@account.dfs.core.windows.net`.
        let takes_at = scheme.starts_with("abfs");
        let is_bucket =
            |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c) || (takes_at && c == '@');
        if bucket.is_empty() || !bucket.chars().all(is_bucket) {
            return Err(refused(
                "the bucket's name has letters, digits, `-`, `_` and `.`; keys go into the environment",
            ));
        }
        Self {
            scheme,
            bucket: bucket.into(),
            key: key.into(),
        }
        .checked()
    }
}

impl fmt::Display for ObjectUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}/{}", self.scheme, self.bucket, self.key)
    }
}

fn invalid(url: &ObjectUrl, why: &str) -> ObjectsError {
    ObjectsError::new(ObjectsErrorKind::InvalidUrl, url.to_string()).because(why)
}
