//! Taking the escapes out of a string.

use alloc::string::String;

/// Returns the text that `raw` writes with escapes, each of which is well formed.
///
/// Half of a surrogate pair, which is no character, becomes U+FFFD.
pub(super) fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        let escape = rest.as_bytes().get(at + 1).copied().unwrap_or_default();
        let (character, n_bytes) = match escape {
            b'u' => unicode(&rest[at..]),
            b'b' => ('\u{8}', 2),
            b'f' => ('\u{c}', 2),
            b'n' => ('\n', 2),
            b'r' => ('\r', 2),
            b't' => ('\t', 2),
            itself => (char::from(itself), 2),
        };
        text.push(character);
        rest = rest.get(at + n_bytes..).unwrap_or_default();
    }
    text.push_str(rest);
    text
}

/// Reads the `\uXXXX` that `text` begins with, or the pair of them; returns how many bytes it took.
fn unicode(text: &str) -> (char, usize) {
    const LENGTH: usize = 6;
    let Some(first) = code_unit(text) else {
        return (char::REPLACEMENT_CHARACTER, LENGTH);
    };
    if let Some(character) = char::from_u32(first.into()) {
        return (character, LENGTH);
    }
    let second = text.get(LENGTH..).and_then(code_unit);
    let units = core::iter::once(first).chain(second);
    match char::decode_utf16(units).next() {
        Some(Ok(character)) => (character, 2 * LENGTH),
        _ => (char::REPLACEMENT_CHARACTER, LENGTH),
    }
}

fn code_unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn escapes_become_characters() {
        for (raw, text) in [
            (r#"a\"\\\/\b\f\n\r\tz"#, "a\"\\/\u{8}\u{c}\n\r\tz"),
            (r"\u0041\u53c2é", "A参é"),
            (r"\ud83d\ude00", "😀"),
            (r"\ud83d", "\u{fffd}"),
            (r"\ude00x", "\u{fffd}x"),
            (r"\ud83d\n", "\u{fffd}\n"),
            (r"\ud83d\ud83d\ude00", "\u{fffd}😀"),
            (r"\ud83dA", "\u{fffd}A"),
        ] {
            assert_eq!(unescape(raw), text, "{raw}");
        }
    }
}
