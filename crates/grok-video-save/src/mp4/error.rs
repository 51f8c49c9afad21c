use std::error::Error;
use std::fmt;

use super::header::BoxKind;

/// Says why bytes are not a whole MP4.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mp4Error(Fault);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Empty,
    Text(Text),
    NotFtyp {
        kind: BoxKind,
    },
    SizeBelowHeader {
        kind: BoxKind,
        start: u64,
        size: u64,
    },
    EndsInHeader {
        start: u64,
        received: usize,
        needed: usize,
    },
    EndsInBox {
        kind: BoxKind,
        received: u64,
        size: u64,
    },
    NoMoov,
    NoMedia,
}

/// What an error page is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Text {
    Json,
    Html,
    Xml,
}

impl Mp4Error {
    /// Reports whether the bytes began as an MP4 and end too early, so that the rest may be had.
    #[must_use]
    pub const fn is_cut_short(&self) -> bool {
        match self.0 {
            Fault::EndsInHeader { .. }
            | Fault::EndsInBox { .. }
            | Fault::NoMoov
            | Fault::NoMedia => true,
            Fault::Empty
            | Fault::Text(_)
            | Fault::NotFtyp { .. }
            | Fault::SizeBelowHeader { .. } => false,
        }
    }
}

impl From<Fault> for Mp4Error {
    fn from(fault: Fault) -> Self {
        Self(fault)
    }
}

impl fmt::Display for Mp4Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Fault::Empty => f.write_str("not an MP4: no bytes at all"),
            Fault::Text(text) => write!(f, "not an MP4: starts with {text} text"),
            Fault::NotFtyp { kind } => {
                write!(f, "not an MP4: starts with box {kind} instead of ftyp")
            }
            Fault::SizeBelowHeader { kind, start, size } => write!(
                f,
                "box {kind} at byte {start} says it has {size} bytes, fewer than its own header"
            ),
            Fault::EndsInHeader {
                start,
                received,
                needed,
            } => write!(
                f,
                "ends inside the header of the box at byte {start}: {received} of {needed} bytes"
            ),
            Fault::EndsInBox {
                kind,
                received,
                size,
            } => write!(f, "ends inside box {kind}: {received} of {size} bytes"),
            Fault::NoMoov => f.write_str("ends without a box moov"),
            Fault::NoMedia => f.write_str("ends without a box mdat or moof"),
        }
    }
}

impl Error for Mp4Error {}

impl Text {
    /// Guesses from the first few bytes of a body.
    pub(super) fn guess(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match bytes.trim_ascii_start() {
            [b'{' | b'[' | b'"', ..] => Some(Self::Json),
            [b'<', b'!' | b'h' | b'H' | b'b' | b'B', ..] => Some(Self::Html),
            [b'<', ..] => Some(Self::Xml),
            _ => None,
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Json => "JSON",
            Self::Html => "HTML",
            Self::Xml => "XML",
        })
    }
}
