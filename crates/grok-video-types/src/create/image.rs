//! An image that the video starts from.

use alloc::boxed::Box;
use core::fmt;
use core::str::FromStr;

use serde::ser::{Serialize, Serializer};

use super::invalid::InvalidRequest;

/// Holds a reference image for image-to-video: a URL, or a base64 data URI where the model takes it.
///
/// ```
/// use grok_video_types::ReferenceImage;
/// let image: ReferenceImage = "https://example.com/kite.png".parse()?;
/// assert!(!image.is_data_uri());
/// assert!("kite.png".parse::<ReferenceImage>().is_err());
/// # Ok::<(), grok_video_types::InvalidRequest>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ReferenceImage(Box<str>);

impl ReferenceImage {
    /// Tells whether the image itself stands in the text.
    #[must_use]
    pub fn is_data_uri(&self) -> bool {
        has_prefix(&self.0, "data:")
    }

    /// Returns the URL or data URI.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn has_prefix(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    !digits.is_empty()
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_'))
}

impl FromStr for ReferenceImage {
    type Err = InvalidRequest;

    fn from_str(text: &str) -> Result<Self, InvalidRequest> {
        let acts = |c: char| c.is_control() || c.is_whitespace();
        let valid = if has_prefix(text, "data:") {
            has_prefix(text, "data:image/")
                && text
                    .split_once(";base64,")
                    .is_some_and(|(_, data)| is_base64(data))
        } else {
            ["https://", "http://"].iter().any(|scheme| {
                has_prefix(text, scheme) && text.len() > scheme.len() && !text.contains(acts)
            })
        };
        if valid {
            Ok(Self(text.into()))
        } else {
            Err(InvalidRequest::not_an_image(text))
        }
    }
}

impl fmt::Debug for ReferenceImage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// A data URI can have megabytes; a URL may end in a signature.
        const SHOWN: usize = 40;
        let shown = self.0.split('?').next().unwrap_or_default();
        let cut: alloc::string::String = shown.chars().take(SHOWN).collect();
        let more = if cut.len() < self.0.len() { "…" } else { "" };
        write!(f, "ReferenceImage({cut}{more})")
    }
}

impl Serialize for ReferenceImage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
