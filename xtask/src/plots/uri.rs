//! A picture as the target of a link.

/// What stands in a data URI as it is, beside letters and digits.
///
/// Quotes, brackets, `#`, `%` and white space are not among it, so that neither Markdown nor HTML
/// sees an end or an escape in the target.
const PLAIN: &[u8] = b"-_.~/:;,=()'";

/// Returns a definition of a Markdown link whose target is the picture itself: one line.
pub(super) fn link(name: &str, svg: &str) -> String {
    format!("[{name}]: <data:image/svg+xml,{}>\n", encode(svg))
}

fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 3 / 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || PLAIN.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_one_line() {
        assert_eq!(
            link("one", "<a b='c#d'>\n</a>"),
            "[one]: <data:image/svg+xml,%3Ca%20b='c%23d'%3E%0A%3C/a%3E>\n"
        );
    }

    #[test]
    fn all_other_bytes_are_encoded() {
        assert_eq!(encode("aZ09-_.~/:;,=()'"), "aZ09-_.~/:;,=()'");
        assert_eq!(encode("\"%[]{}&|\\"), "%22%25%5B%5D%7B%7D%26%7C%5C");
        assert_eq!(encode("é"), "%C3%A9");
    }

    #[test]
    fn what_is_encoded_can_be_decoded() {
        let text: String = ('\0'..='\u{17f}').collect();
        let encoded = encode(&text);
        let mut decoded = Vec::new();
        let mut bytes = encoded.bytes();
        while let Some(byte) = bytes.next() {
            if byte == b'%' {
                let digits = [bytes.next(), bytes.next()].map(|it| it.expect("two digits"));
                let digits = String::from_utf8(digits.to_vec()).expect("ASCII");
                decoded.push(u8::from_str_radix(&digits, 16).expect("digits"));
            } else {
                decoded.push(byte);
            }
        }
        assert_eq!(String::from_utf8(decoded).as_deref(), Ok(&*text));
    }
}
