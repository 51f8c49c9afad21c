//! Judging and reading many bytes at once: eight in a word.

/// A word of eight ones, one in each byte.
pub(crate) const ONES: u64 = 0x0101_0101_0101_0101;
/// The high bit of each byte.
pub(crate) const HIGHS: u64 = ONES << 7;

const WORD: usize = size_of::<u64>();

/// Tells whether every byte is an ASCII character that is seen: neither control nor space.
#[inline]
pub(crate) fn is_graphic(bytes: &[u8]) -> bool {
    !any_word(bytes, |word| below(word, b'!') | above(word, b'~'))
}

/// Tells whether every byte is an ASCII character that is seen, or a space.
#[inline]
pub(crate) fn is_printable(bytes: &[u8]) -> bool {
    !any_word(bytes, |word| below(word, b' ') | above(word, b'~'))
}

/// Reads eight digits.
#[inline(always)]
pub(crate) fn eight_digits(digits: &[u8; WORD]) -> Option<u64> {
    // The first is lowest. What is no digit has one of the upper bits of its byte, or gets one with 6 added.
    let word = u64::from_le_bytes(*digits) ^ (ONES * u64::from(b'0'));
    if (word | word.wrapping_add(ONES * 6)) & (ONES * 0xf0) != 0 {
        return None;
    }
    // Neighbours become one number: of two digits, of four, of eight.
    let word = (word * 10 + (word >> 8)) & 0x00ff_00ff_00ff_00ff;
    let word = (word * 100 + (word >> 16)) & 0x0000_ffff_0000_ffff;
    Some((word * 10_000 + (word >> 32)) & 0xffff_ffff)
}

/// Tells whether `marks` sets a high bit in any of the words that cover `bytes`.
#[inline(always)]
fn any_word(bytes: &[u8], marks: impl Fn(u64) -> u64) -> bool {
    let (words, _) = bytes.as_chunks::<WORD>();
    let marks = |word: &[u8; WORD]| marks(u64::from_ne_bytes(*word)) & HIGHS;
    let all = words.iter().fold(0, |all, word| all | marks(word));
    let rest = match bytes.last_chunk::<WORD>() {
        // Overlaps the words before, so that no byte is left to be looked at alone.
        Some(last) => marks(last),
        None => {
            let mut word = [b'a'; WORD];
            for (to, from) in word.iter_mut().zip(bytes) {
                *to = *from;
            }
            marks(&word)
        }
    };
    all | rest != 0
}

/// Marks the high bit of bytes below `limit`, which is ASCII; those above a marked one may be
/// marked too, and those that are no ASCII are not.
#[inline(always)]
fn below(word: u64, limit: u8) -> u64 {
    word.wrapping_sub(ONES * u64::from(limit)) & !word
}

/// Marks the high bit of bytes above `limit`, which is ASCII, and of those that are no ASCII;
/// those above a marked one may be marked too.
#[inline(always)]
fn above(word: u64, limit: u8) -> u64 {
    word.wrapping_add(ONES * u64::from(0x7f - limit)) | word
}

#[cfg(test)]
mod tests {
    use super::{is_graphic, is_printable};

    #[test]
    fn every_byte_at_every_place_is_judged() {
        for byte in 0..=u8::MAX {
            for length in [1, 7, 8, 9, 16, 20] {
                for at in 0..length {
                    let mut text = [b'a'; 20];
                    text[at] = byte;
                    let text = &text[..length];
                    assert_eq!(is_graphic(text), byte.is_ascii_graphic(), "{byte} at {at}");
                    let is_seen = byte.is_ascii_graphic() || byte == b' ';
                    assert_eq!(is_printable(text), is_seen, "{byte} at {at}");
                }
            }
        }
    }
}
