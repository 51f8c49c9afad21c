//! Where a run of ordinary characters in a string ends.

/// Returns where, from `at` on, the first quote, backslash or control character stands; the length
/// where none does.
#[inline]
pub(super) fn next_special(bytes: &[u8], mut at: usize) -> usize {
    while let Some(word) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let special = specials(u64::from_le_bytes(*word));
        if special != 0 {
            return at + special.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | ..0x20);
    at + rest.iter().position(is_special).unwrap_or(rest.len())
}

/// Sets the high bit of every special byte of `word`; bits above the lowest may be set besides.
#[inline]
fn specials(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = ONES << 7;
    // Taking one from a byte borrows from its high bit only where the byte was zero.
    let quote = word ^ (ONES * b'"' as u64);
    let backslash = word ^ (ONES * b'\\' as u64);
    let is_quote = quote.wrapping_sub(ONES) & !quote;
    let is_backslash = backslash.wrapping_sub(ONES) & !backslash;
    let is_control = word.wrapping_sub(ONES * 0x20) & !word;
    (is_quote | is_backslash | is_control) & HIGHS
}

#[cfg(test)]
mod tests {
    use super::next_special;

    #[test]
    fn every_byte_at_every_place_is_told() {
        for byte in 0..=u8::MAX {
            for at in 0..20 {
                let mut text = [b'a'; 20];
                text[at] = byte;
                let is_special = byte < 0x20 || byte == b'"' || byte == b'\\';
                let expected = if is_special { at } else { text.len() };
                assert_eq!(next_special(&text, 0), expected, "{byte} at {at}");
                assert_eq!(next_special(&text, at), expected, "{byte} at {at}");
            }
        }
    }
}
