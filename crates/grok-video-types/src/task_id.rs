//! The identity of a task.

use alloc::boxed::Box;
use alloc::string::String;
use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::str::FromStr;

use arrayvec::ArrayString;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::plain_text::is_invisible;

/// Identifies a task at the service, as the create call returned it (D: `id`).
///
/// The text is opaque, but it becomes part of a request path and of a file name, so what could
/// act there is refused: an empty id, `.` and `..`, the characters `/ \ ? # %`, white space, control
/// and invisible characters, U+FFFD (it stands for what could not be read), and more than 200 bytes.
/// An id of at most 48 bytes, as all of the service are, needs no allocation.
///
/// ```
/// use grok_video_types::TaskId;
/// let id: TaskId = "video_fd35ee52".parse()?;
/// assert_eq!(id.path_segment(), "video_fd35ee52");
/// assert!("../admin".parse::<TaskId>().is_err());
/// # Ok::<(), grok_video_types::InvalidTaskId>(())
/// ```
#[derive(Clone)]
pub struct TaskId(Repr);

/// An id of the service has 42 bytes; longer ones than fit inline are boxed.
#[derive(Clone)]
enum Repr {
    Inline(ArrayString<INLINE>),
    Boxed(Box<str>),
}

const INLINE: usize = 48;

impl TaskId {
    /// The longest id accepted, in bytes.
    pub const MAX_LEN: usize = 200;
    /// The longest [`file_stem`](Self::file_stem), in bytes: a common file system takes 255.
    pub const MAX_STEM_LEN: usize = 200;

    /// Makes an id of `text`.
    ///
    /// # Errors
    /// When `text` could not have come from the service, with the reason.
    pub fn new(text: &str) -> Result<Self, InvalidTaskId> {
        check(text)?;
        Ok(Self::of_valid(text))
    }

    /// Takes a text that was checked.
    #[inline]
    pub(crate) fn of_valid(text: &str) -> Self {
        Self(match ArrayString::from(text) {
            Ok(inline) => Repr::Inline(inline),
            Err(_) => Repr::Boxed(text.into()),
        })
    }

    /// Returns the id as the service wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Repr::Inline(text) => text,
            Repr::Boxed(text) => text,
        }
    }

    /// Returns the id as one segment of a request path: all but unreserved characters encoded.
    #[must_use]
    pub fn path_segment(&self) -> String {
        let mut segment = String::with_capacity(self.as_str().len());
        self.append_segment(&mut segment);
        segment
    }

    /// Appends what [`path_segment`](Self::path_segment) returns.
    pub(crate) fn append_segment(&self, path: &mut String) {
        if self.as_str().bytes().all(is_unreserved) {
            path.push_str(self.as_str());
        } else {
            for byte in self.as_str().bytes() {
                push_encoded(path, byte, is_unreserved(byte));
            }
        }
    }

    /// Returns a name for the task's file, without an extension, that is safe on any file system.
    ///
    /// Ordinary ids are their own stem. Others are percent-encoded; a leading `.` or `-` and the
    /// device names of Windows lose their meaning that way. Where that would exceed
    /// [`MAX_STEM_LEN`](Self::MAX_STEM_LEN) bytes, the end is replaced by a hash of the id.
    #[must_use]
    pub fn file_stem(&self) -> String {
        let device = is_device_name(self.as_str());
        let mut stem = String::with_capacity(self.as_str().len());
        for (i, byte) in self.as_str().bytes().enumerate() {
            let plain = is_unreserved(byte) && (i > 0 || !(device || matches!(byte, b'.' | b'-')));
            push_encoded(&mut stem, byte, plain);
        }
        if stem.len() > Self::MAX_STEM_LEN {
            let hash = fnv1a(self.as_str().as_bytes());
            stem.truncate(Self::MAX_STEM_LEN - 17);
            stem.push('~');
            for shift in (0..16).rev() {
                stem.push(hex_digit((hash >> (shift * 4)) as u8 & 0xf));
            }
        }
        stem
    }
}

/// Checks a text as [`TaskId::new`] does.
#[inline]
pub(crate) fn check(text: &str) -> Result<(), InvalidTaskId> {
    if is_ordinary(text.as_bytes()) {
        Ok(())
    } else {
        check_each(text)
    }
}

/// Tells at once of most ids that nothing is wrong with them, and that JSON writes them as they are.
#[inline]
pub(crate) fn is_ordinary(id: &[u8]) -> bool {
    let odd = id.iter().fold(0, |odd, byte| odd | ODD[usize::from(*byte)]);
    odd == 0 && id.len() > 2 && id.len() <= TaskId::MAX_LEN
}

/// Holds 0 for every byte that may stand in an id whatever stands beside it.
static ODD: [u8; 256] = {
    let mut odd = [1; 256];
    let mut byte = b'!';
    while byte <= b'~' {
        odd[byte as usize] = matches!(byte, b'"' | b'/' | b'\\' | b'?' | b'#' | b'%') as u8;
        byte += 1;
    }
    odd
};

#[cold]
fn check_each(text: &str) -> Result<(), InvalidTaskId> {
    if text.is_empty() {
        return Err(InvalidTaskId::Empty);
    }
    if text == "." || text == ".." {
        return Err(InvalidTaskId::Dots);
    }
    if text.len() > TaskId::MAX_LEN {
        return Err(InvalidTaskId::TooLong { bytes: text.len() });
    }
    let refused = |c: char| {
        matches!(
            c,
            '/' | '\\' | '?' | '#' | '%' | char::REPLACEMENT_CHARACTER
        ) || c.is_control()
            || c.is_whitespace()
            || is_invisible(c)
    };
    match text.chars().find(|c| refused(*c)) {
        Some(character) => Err(InvalidTaskId::Character { character }),
        None => Ok(()),
    }
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

fn push_encoded(text: &mut String, byte: u8, plain: bool) {
    if plain {
        text.push(char::from(byte));
    } else {
        text.push('%');
        text.push(hex_digit(byte >> 4));
        text.push(hex_digit(byte & 0xf));
    }
}

fn hex_digit(nibble: u8) -> char {
    char::from(b"0123456789ABCDEF"[usize::from(nibble & 0xf)])
}

/// Tells whether Windows reads a file of this name, with any extension, as a device.
fn is_device_name(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let numbered = |prefix: &str| {
        stem.len() == 4
            && stem.is_char_boundary(3)
            && stem[..3].eq_ignore_ascii_case(prefix)
            && stem.as_bytes()[3].is_ascii_digit()
    };
    ["con", "prn", "aux", "nul"]
        .iter()
        .any(|device| stem.eq_ignore_ascii_case(device))
        || numbered("com")
        || numbered("lpt")
}

/// Hashes `bytes` with FNV-1a, 64 bits: stable across versions, for names only.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl PartialEq for TaskId {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        is_same(self.as_str().as_bytes(), other.as_str().as_bytes())
    }
}

/// Compares by words: wider reads of an id that was written a moment ago wait until it is in the cache.
#[inline]
fn is_same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let (Some(one_end), Some(other_end)) = (one.last_chunk::<8>(), other.last_chunk::<8>()) else {
        return one == other;
    };
    let mut words = one.as_chunks::<8>().0.iter().zip(other.as_chunks::<8>().0);
    let word = |bytes: &[u8; 8]| u64::from_ne_bytes(*bytes);
    words.all(|(one, other)| word(one) == word(other)) && word(one_end) == word(other_end)
}

impl Eq for TaskId {}

impl PartialOrd for TaskId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for TaskId {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for TaskId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl FromStr for TaskId {
    type Err = InvalidTaskId;

    fn from_str(text: &str) -> Result<Self, InvalidTaskId> {
        Self::new(text)
    }
}

impl fmt::Debug for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TaskId({})", self.as_str())
    }
}

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for TaskId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for TaskId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

/// Says why a text is not a task id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidTaskId {
    /// There is no text.
    Empty,
    /// The text is `.` or `..`, which a path would swallow.
    Dots,
    /// The text is longer than [`TaskId::MAX_LEN`].
    TooLong {
        /// Its length in bytes.
        bytes: usize,
    },
    /// The text holds a character that would act in a path.
    Character {
        /// The first such character.
        character: char,
    },
}

impl fmt::Display for InvalidTaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the task id is empty"),
            Self::Dots => f.write_str("`.` and `..` are no task ids"),
            Self::TooLong { bytes } => write!(
                f,
                "the task id has {bytes} bytes; at most {} are accepted",
                TaskId::MAX_LEN
            ),
            Self::Character {
                character: char::REPLACEMENT_CHARACTER,
            } => f.write_str("the task id holds U+FFFD, which stands for what could not be read"),
            Self::Character { character } => write!(
                f,
                "the task id holds {character:?}; an id has no white space, no control \
                 characters, and none of / \\ ? # %"
            ),
        }
    }
}

impl core::error::Error for InvalidTaskId {}
