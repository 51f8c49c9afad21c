//! Decisions taken from bytes, so that a fuzzer or a property test can steer and shrink them.

/// Hands out decisions; when the bytes are used up, every decision is the first one.
#[derive(Debug)]
pub struct Choices<'a> {
    bytes: &'a [u8],
}

impl<'a> Choices<'a> {
    /// Takes the bytes that decide.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// Returns the next byte.
    pub fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.bytes.split_first() else {
            return 0;
        };
        self.bytes = rest;
        *first
    }

    /// Returns a number below `end`, which is at most 65,536 and not 0.
    pub fn below(&mut self, end: usize) -> usize {
        let high = if end > 256 { self.byte() } else { 0 };
        usize::from(u16::from_be_bytes([high, self.byte()])) % end
    }

    /// Decides with a chance of `n` in 256.
    pub fn chance(&mut self, n: u8) -> bool {
        // The byte 0, which is all there is at the end, says no.
        self.byte() > u8::MAX - n
    }

    /// Chooses one of some.
    pub fn of<T: Copy>(&mut self, some: &[T]) -> T {
        some[self.below(some.len())]
    }
}
