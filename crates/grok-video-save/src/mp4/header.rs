use std::fmt;

/// The length of a header with a 64-bit size.
pub(super) const MAX_HEADER_LEN: usize = 16;
const MIN_HEADER_LEN: usize = 8;

/// A 32-bit size that says that a 64-bit one follows the kind.
const SIZE_FOLLOWS: u32 = 1;
/// A 32-bit size that says that the box reaches to the end of the file.
const SIZE_TO_END: u32 = 0;

/// What stands before the content of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) kind: BoxKind,
    pub(super) size: Size,
    /// How many bytes the header itself has.
    pub(super) len: u64,
}

/// How long a box says it is, its header included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    Bytes(u64),
    ToEnd,
}

/// The four bytes that name a kind of box.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct BoxKind([u8; 4]);

impl Header {
    /// Reads a header, or returns `None` when `bytes` end inside it.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let (size, rest) = bytes.split_first_chunk()?;
        let (kind, rest) = rest.split_first_chunk()?;
        let (size, len) = match u32::from_be_bytes(*size) {
            SIZE_TO_END => (Size::ToEnd, MIN_HEADER_LEN),
            SIZE_FOLLOWS => {
                let size = rest.first_chunk()?;
                (Size::Bytes(u64::from_be_bytes(*size)), MAX_HEADER_LEN)
            }
            size => (Size::Bytes(size.into()), MIN_HEADER_LEN),
        };
        Some(Self {
            kind: BoxKind(*kind),
            size,
            len: len as u64,
        })
    }
}

/// Returns how long a header is that starts with `bytes`, as far as they tell.
pub(super) fn needed_len(bytes: &[u8]) -> usize {
    match bytes.first_chunk() {
        Some(size) if u32::from_be_bytes(*size) == SIZE_FOLLOWS => MAX_HEADER_LEN,
        _ => MIN_HEADER_LEN,
    }
}

impl BoxKind {
    pub(super) const FTYP: Self = Self(*b"ftyp");
    pub(super) const MDAT: Self = Self(*b"mdat");
    pub(super) const MOOF: Self = Self(*b"moof");
    pub(super) const MOOV: Self = Self(*b"moov");
}

impl fmt::Display for BoxKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.escape_ascii().fmt(f)
    }
}

impl fmt::Debug for BoxKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BoxKind({self})")
    }
}
