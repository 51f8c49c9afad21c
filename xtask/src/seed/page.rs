//! The provider's page: its lines and their hashes.

/// A line of the page that is not empty.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Counted from 1, empty lines included.
    pub(super) number: usize,
    pub(super) hash: u64,
}

/// Returns the lines of the page that are not empty.
pub(super) fn lines(page: &str) -> Vec<Line> {
    page.lines()
        .map(str::trim)
        .enumerate()
        .filter(|(_, text)| !text.is_empty())
        .map(|(index, text)| Line {
            number: index + 1,
            hash: fnv1a(text.as_bytes()),
        })
        .collect()
}

/// Returns the 64-bit FNV-1a hash.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors are from the authors' own test suite.
    #[test]
    fn hashes_as_published() {
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn empty_lines_count_but_are_left_out() {
        let lines = lines("a\n\n  foobar \r\n");
        let expected =
            [(1, fnv1a(b"a")), (3, fnv1a(b"foobar"))].map(|(number, hash)| Line { number, hash });
        assert_eq!(lines, expected);
    }
}
