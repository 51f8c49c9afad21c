//! Where a run of ordinary characters in a string ends.

use crate::ascii::{HIGHS, ONES};

/// Returns where, from `at` on, the first quote, backslash or control character stands; the length
/// where none does.
#[inline(always)]
pub(super) fn next_special(bytes: &[u8], mut at: usize) -> usize {
    let (pairs, rest) = bytes.get(at..).unwrap_or_default().as_chunks();
    for pair in pairs {
        let pair = u128::from_le_bytes(*pair);
        let (first, second) = (specials(pair as u64), specials((pair >> 64) as u64));
        if first | second != 0 {
            let n_bits = if first == 0 {
                64 + second.trailing_zeros()
            } else {
                first.trailing_zeros()
            };
            return at + n_bits as usize / 8;
        }
        at += 16;
    }
    in_rest(rest, at)
}

/// Does the same for the few bytes at the end of a body.
#[cold]
fn in_rest(rest: &[u8], at: usize) -> usize {
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | ..0x20);
    at + rest.iter().position(is_special).unwrap_or(rest.len())
}

/// Sets the high bit of every special byte of `word`; bits above the lowest may be set besides.
#[inline(always)]
fn specials(word: u64) -> u64 {
    // What is too small for the subtraction borrows from the byte's high bit; a byte that had that
    // bit before is no ASCII character.
    let is_quote = (word ^ (ONES * b'"' as u64)).wrapping_sub(ONES);
    let is_backslash = (word ^ (ONES * b'\\' as u64)).wrapping_sub(ONES);
    let is_control = word.wrapping_sub(ONES * 0x20);
    (is_quote | is_backslash | is_control) & !word & HIGHS
}

#[cfg(test)]
mod tests {
    use super::next_special;

    #[test]
    fn every_byte_at_every_place_is_told() {
        for byte in 0..=u8::MAX {
            for at in 0..40 {
                let mut text = [b'a'; 40];
                text[at] = byte;
                let is_special = byte < 0x20 || byte == b'"' || byte == b'\\';
                let expected = if is_special { at } else { text.len() };
                assert_eq!(next_special(&text, 0), expected, "{byte} at {at}");
                assert_eq!(next_special(&text, at), expected, "{byte} at {at}");
            }
        }
    }
}
