//! Halves of surrogate pairs, which `serde_json` refuses and the specification replaces.

/// Returns `json` with every escaped half of a surrogate pair written as `\ufffd`.
///
/// A backslash stands only in strings, so nothing else of JSON needs to be understood.
pub(crate) fn replace_halves(json: &str) -> String {
    let mut replaced = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        replaced.push_str(&rest[..at]);
        rest = &rest[at..];
        let kept = match (unit(rest), rest.get(6..).and_then(unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                replaced.push_str("\\ufffd");
                rest = &rest[6..];
                continue;
            }
            (Some(_), _) => 6,
            (None, _) => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
        };
        replaced.push_str(&rest[..kept]);
        rest = &rest[kept..];
    }
    replaced + rest
}

/// Returns the code unit of the `\uXXXX` that `text` begins with.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::replace_halves;

    #[test]
    fn only_halves_are_replaced() {
        for (json, replaced) in [
            (r#""\ud83d\ude00""#, r#""\ud83d\ude00""#),
            (r#""\ud83d""#, r#""\ufffd""#),
            (r#""\ude00\ud83d""#, r#""\ufffd\ufffd""#),
            (r#""\\ud83d""#, r#""\\ud83d""#),
            (r#""\ud83d\n\u00e9""#, r#""\ufffd\n\u00e9""#),
            (r#""\ud83"#, r#""\ud83"#),
        ] {
            assert_eq!(replace_halves(json), replaced);
        }
    }
}
