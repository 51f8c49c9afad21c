mod error;
mod header;

pub use error::Mp4Error;

use error::{Fault, Text};
use header::{BoxKind, Header, MAX_HEADER_LEN, Size};

/// Walks the top-level boxes of an MP4 while its bytes go by, in constant memory.
///
/// Bytes are a whole MP4 when
/// - they start with a box `ftyp`,
/// - each box ends where its header says, and the last one ends with the bytes,
/// - one box is `moov` (how to play), and one is `mdat` or `moof` (what to play).
///
/// That catches an error page, and a cut at any byte of an ordinary file. It can't catch a cut of
/// a *fragmented* file between two fragments, nor any cut inside a last box that says it reaches
/// "to the end": for these the number of bytes has to be known. What is inside the boxes isn't
/// looked at.
///
/// # Examples
///
/// ```
/// use grok_video_save::Mp4Walk;
///
/// let mut walk = Mp4Walk::new();
/// walk.push(b"\0\0\0\x08ftyp\0\0\0\x08moov")?;
/// walk.push(b"\0\0\0\x0cmdat")?;
/// walk.push(b"data")?;
/// walk.finish()?;
///
/// let error = Mp4Walk::new().push(br#"{"error":"expired"}"#).unwrap_err();
/// assert_eq!(error.to_string(), "not an MP4: starts with JSON text");
/// # Ok::<(), grok_video_save::Mp4Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Mp4Walk {
    state: State,
    /// How many bytes were walked.
    position: u64,
    has_moov: bool,
    has_media: bool,
}

#[derive(Clone, Debug)]
enum State {
    /// Collects the header of the next box.
    Header {
        bytes: [u8; MAX_HEADER_LEN],
        len: usize,
    },
    /// Skips the content of a box.
    Content {
        kind: BoxKind,
        size: u64,
        remaining: u64,
    },
    /// Skips the content of a box that has no end of its own.
    ToEnd,
    Failed(Mp4Error),
}

impl State {
    const NEXT_BOX: Self = Self::Header {
        bytes: [0; MAX_HEADER_LEN],
        len: 0,
    };
}

impl Mp4Walk {
    /// Starts before the first byte.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            state: State::NEXT_BOX,
            position: 0,
            has_moov: false,
            has_media: false,
        }
    }

    /// Walks the next bytes; how they are split makes no difference.
    ///
    /// # Errors
    ///
    /// Fails when no bytes to come can make this an MP4, and again each time after that.
    pub fn push(&mut self, mut bytes: &[u8]) -> Result<(), Mp4Error> {
        while !bytes.is_empty() {
            match self.step(bytes) {
                Ok(walked) => {
                    self.position = self.position.saturating_add(walked as u64);
                    bytes = &bytes[walked..];
                }
                Err(error) => {
                    self.state = State::Failed(error.clone());
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// Ends after the last byte.
    ///
    /// # Errors
    ///
    /// Fails when the bytes are not a whole MP4.
    pub fn finish(self) -> Result<(), Mp4Error> {
        let fault = match self.state {
            State::Failed(error) => return Err(error),
            State::Header { len: 0, .. } if self.position == 0 => Fault::Empty,
            State::Header { bytes, len } if len > 0 => match Text::guess(&bytes[..len]) {
                Some(text) if self.position == len as u64 => Fault::Text(text),
                _ => Fault::EndsInHeader {
                    start: self.position - len as u64,
                    received: len,
                    needed: header::needed_len(&bytes[..len]),
                },
            },
            State::Content {
                kind,
                size,
                remaining,
            } => Fault::EndsInBox {
                kind,
                received: size - remaining,
                size,
            },
            State::Header { .. } | State::ToEnd if !self.has_moov => Fault::NoMoov,
            State::Header { .. } | State::ToEnd if !self.has_media => Fault::NoMedia,
            State::Header { .. } | State::ToEnd => return Ok(()),
        };
        Err(fault.into())
    }

    /// Walks the start of `bytes`, which has one at least, and returns how many it walked.
    fn step(&mut self, bytes: &[u8]) -> Result<usize, Mp4Error> {
        match &mut self.state {
            State::Header { bytes: head, len } => {
                let start = self.position - *len as u64;
                let walked = bytes.len().min(header::needed_len(&head[..*len]) - *len);
                head[*len..*len + walked].copy_from_slice(&bytes[..walked]);
                *len += walked;
                if let Some(header) = Header::parse(&head[..*len]) {
                    let text = Text::guess(&head[..*len]);
                    self.enter(&header, start, text)?;
                }
                Ok(walked)
            }
            State::Content { remaining, .. } => {
                let walked =
                    usize::try_from(*remaining).map_or(bytes.len(), |r| r.min(bytes.len()));
                *remaining -= walked as u64;
                if *remaining == 0 {
                    self.state = State::NEXT_BOX;
                }
                Ok(walked)
            }
            State::ToEnd => Ok(bytes.len()),
            State::Failed(error) => Err(error.clone()),
        }
    }

    /// Enters the box at `start`; the first one may be `text` instead.
    fn enter(&mut self, header: &Header, start: u64, text: Option<Text>) -> Result<(), Fault> {
        let kind = header.kind;
        if start == 0 && kind != BoxKind::FTYP {
            return Err(text.map_or(Fault::NotFtyp { kind }, Fault::Text));
        }
        match kind {
            BoxKind::MOOV => self.has_moov = true,
            BoxKind::MDAT | BoxKind::MOOF => self.has_media = true,
            _ => {}
        }
        self.state = match header.size {
            Size::ToEnd => State::ToEnd,
            Size::Bytes(size) => match size.checked_sub(header.len) {
                None => return Err(Fault::SizeBelowHeader { kind, start, size }),
                Some(0) => State::NEXT_BOX,
                Some(remaining) => State::Content {
                    kind,
                    size,
                    remaining,
                },
            },
        };
        Ok(())
    }
}

impl Default for Mp4Walk {
    fn default() -> Self {
        Self::new()
    }
}
