//! The key that costs money.

use std::ffi::OsStr;
use std::fmt;
use std::io::Read;
use std::path::Path;

use grok_video_types::{plain_text, redact};
use http::HeaderValue;

/// Holds an API key; nothing prints it.
///
/// ```
/// use grok_video_transport::ApiKey;
/// let key = ApiKey::new("sk-example")?;
/// assert_eq!(format!("{key:?}"), "ApiKey(…)");
/// # Ok::<(), grok_video_transport::InvalidApiKey>(())
/// ```
#[derive(Clone)]
pub struct ApiKey(Box<str>);

impl ApiKey {
    /// The environment variable that [`from_env`](Self::from_env) reads.
    pub const ENV: &'static str = "GROK_VIDEO_API_KEY";
    /// The longest key accepted, in bytes.
    pub const MAX_LEN: usize = 4096;

    /// Makes a key of `text`.
    ///
    /// # Errors
    /// When `text` is empty, too long, or holds anything but visible ASCII characters.
    pub fn new(text: &str) -> Result<Self, InvalidApiKey> {
        if text.is_empty() {
            Err(InvalidApiKey::Empty)
        } else if text.len() > Self::MAX_LEN {
            Err(InvalidApiKey::TooLong)
        } else if text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(text.into()))
        } else {
            Err(InvalidApiKey::NotVisibleAscii)
        }
    }

    /// Reads the key from the environment variable [`ENV`](Self::ENV).
    ///
    /// # Errors
    /// When the variable is not set, or as [`new`](Self::new).
    pub fn from_env() -> Result<Self, InvalidApiKey> {
        let value = std::env::var_os(Self::ENV).ok_or(InvalidApiKey::NotSet)?;
        Self::new(OsStr::to_str(&value).ok_or(InvalidApiKey::NotVisibleAscii)?)
    }

    /// Reads the key from the file at `path`; white space around it does not count.
    ///
    /// # Errors
    /// When the file cannot be read, or as [`new`](Self::new).
    pub fn from_file(path: &Path) -> Result<Self, InvalidApiKey> {
        let file =
            std::fs::File::open(path).map_err(|error| InvalidApiKey::Unreadable(error.kind()))?;
        Self::from_reader(file)
    }

    /// Reads the key from `reader` up to its end; white space around it does not count.
    ///
    /// # Errors
    /// When it cannot be read, or as [`new`](Self::new).
    pub fn from_reader(reader: impl Read) -> Result<Self, InvalidApiKey> {
        let mut text = String::new();
        let cap = Self::MAX_LEN as u64 + 64;
        match reader.take(cap).read_to_string(&mut text) {
            Ok(_) => Self::new(text.trim()),
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                Err(InvalidApiKey::NotVisibleAscii)
            }
            Err(error) => Err(InvalidApiKey::Unreadable(error.kind())),
        }
    }

    /// Returns the header that carries the key (D: `Authorization: Bearer {key}`).
    pub(crate) fn header(&self) -> HeaderValue {
        let bearer = format!("Bearer {}", self.0);
        let mut header = HeaderValue::try_from(bearer)
            .unwrap_or_else(|_| unreachable!("visible ASCII is a header value"));
        header.set_sensitive(true);
        header
    }

    /// Returns a server's words without the key, fit to be shown, in at most `cap` bytes.
    pub(crate) fn scrub(&self, text: &str, cap: usize) -> String {
        plain_text(&redact(text, &self.0), cap)
    }

    /// Returns the key itself, to keep it out of what a server echoes.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

/// Says why there is no usable key; it never shows one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidApiKey {
    /// The environment variable is not set.
    NotSet,
    /// The key is empty.
    Empty,
    /// The key is longer than [`ApiKey::MAX_LEN`].
    TooLong,
    /// The key holds a line break, a space, or another character that no key has.
    NotVisibleAscii,
    /// The key's file cannot be read.
    Unreadable(std::io::ErrorKind),
}

impl fmt::Display for InvalidApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSet => write!(f, "there is no API key: {} is not set", ApiKey::ENV),
            Self::Empty => f.write_str("the API key is empty"),
            Self::TooLong => write!(f, "the API key is longer than {} bytes", ApiKey::MAX_LEN),
            Self::NotVisibleAscii => f.write_str(
                "the API key holds a line break, a space or another character that no key has",
            ),
            Self::Unreadable(kind) => write!(f, "the API key cannot be read: {kind}"),
        }
    }
}

impl std::error::Error for InvalidApiKey {}
