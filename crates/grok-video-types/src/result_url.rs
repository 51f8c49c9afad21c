//! Where a result can be fetched, for a while.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ascii;
use crate::plain_text::is_invisible;

/// Holds a temporary URL of the service, byte for byte as it came (D: usually valid 24 hours).
///
/// The query of such a URL is a signature: whoever has it has the video. `Debug` and `Display`
/// leave it out, and so does everything that prints them; [`as_str`](Self::as_str) is the explicit
/// way to the whole. Which hosts may be asked is not decided here but where it is fetched.
///
/// ```
/// use grok_video_types::ResultUrl;
/// let url = ResultUrl::new("https://cdn.example.com/v.mp4?sig=secret")?;
/// assert_eq!(url.to_string(), "https://cdn.example.com/v.mp4?…");
/// assert!(url.as_str().ends_with("sig=secret"));
/// # Ok::<(), grok_video_types::InvalidResultUrl>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ResultUrl(Box<str>);

impl ResultUrl {
    /// The longest URL accepted, in bytes.
    pub const MAX_LEN: usize = 16 * 1024;

    /// Makes a URL of `text`.
    ///
    /// # Errors
    /// When `text` is empty, longer than [`MAX_LEN`](Self::MAX_LEN), or holds white space,
    /// control or invisible characters, or U+FFFD, which stands for what could not be read.
    pub fn new(text: &str) -> Result<Self, InvalidResultUrl> {
        Self::check(text)?;
        Ok(Self::of_valid(text))
    }

    /// Checks a text as [`new`](Self::new) does.
    pub(crate) fn check(text: &str) -> Result<(), InvalidResultUrl> {
        let acts = |c: char| {
            c.is_control()
                || c.is_whitespace()
                || is_invisible(c)
                || c == char::REPLACEMENT_CHARACTER
        };
        let is_graphic = ascii::is_graphic(text.as_bytes());
        if text.is_empty() || text.len() > Self::MAX_LEN || !is_graphic && text.contains(acts) {
            return Err(InvalidResultUrl);
        }
        Ok(())
    }

    /// Takes a text that was checked.
    pub(crate) fn of_valid(text: &str) -> Self {
        Self(text.into())
    }

    /// Returns the whole URL, signature included.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ResultUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        WithoutQuery(&self.0).fmt(f)
    }
}

/// Shows a URL without its query and without a password.
pub(crate) struct WithoutQuery<'a>(pub(crate) &'a str);

impl fmt::Display for WithoutQuery<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cut = self.0.find(['?', '#']).unwrap_or(self.0.len());
        let shown = &self.0[..cut];
        let (scheme, rest) = shown.split_once("://").unwrap_or(("", shown));
        // Browsers take `https:///host` for `https://host`.
        let rest = rest.trim_start_matches('/');
        let authority = rest.find('/').unwrap_or(rest.len());
        // Whoever puts a password into a URL puts it before the `@`.
        let rest = match rest[..authority].rfind('@') {
            Some(at) => &rest[at + 1..],
            None => rest,
        };
        if !scheme.is_empty() {
            write!(f, "{scheme}://")?;
        }
        f.write_str(rest)?;
        if cut < self.0.len() {
            write!(f, "{}…", &self.0[cut..=cut])?;
        }
        Ok(())
    }
}

impl fmt::Debug for WithoutQuery<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for ResultUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResultUrl({self})")
    }
}

impl Serialize for ResultUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ResultUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

/// Says that a text is no URL that could be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidResultUrl;

impl fmt::Display for InvalidResultUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the result URL is empty, too long, or holds white space or what could not be read",
        )
    }
}

impl core::error::Error for InvalidResultUrl {}
