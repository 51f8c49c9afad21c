use std::ops::Range;

/// What a Range header asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Span {
    Whole,
    Part(Range<usize>),
    Unsatisfiable,
}

impl Span {
    /// Reads a single range over `length` bytes; `None` for what is to be
    /// ignored, several ranges among it.
    pub(super) fn parse(header: &str, length: usize) -> Option<Self> {
        let (first, last) = header.strip_prefix("bytes=")?.split_once('-')?;
        let part = if first.is_empty() {
            length.saturating_sub(position(last)?)..length
        } else {
            let first = position(first)?;
            let end = if last.is_empty() {
                length
            } else {
                let last = position(last)?;
                if last < first {
                    return None;
                }
                length.min(last.saturating_add(1))
            };
            first..end
        };
        Some(if part.is_empty() {
            Self::Unsatisfiable
        } else {
            Self::Part(part)
        })
    }
}

/// Reads a position; one beyond what fits is simply far beyond the end.
fn position(digits: &str) -> Option<usize> {
    let numeric = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    numeric.then(|| digits.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_rfc_9110_has_it() {
        for (header, expected) in [
            ("bytes=0-0", Some(Span::Part(0..1))),
            ("bytes=2-4", Some(Span::Part(2..5))),
            ("bytes=7-", Some(Span::Part(7..10))),
            ("bytes=-3", Some(Span::Part(7..10))),
            ("bytes=-30", Some(Span::Part(0..10))),
            ("bytes=5-99999999999999999999999", Some(Span::Part(5..10))),
            ("bytes=10-", Some(Span::Unsatisfiable)),
            ("bytes=-0", Some(Span::Unsatisfiable)),
            ("bytes=4-2", None),
            ("bytes=0-1,4-5", None),
            ("bytes=-", None),
            ("bytes=a-b", None),
            ("lines=0-1", None),
        ] {
            assert_eq!(Span::parse(header, 10), expected, "{header}");
        }
    }
}
