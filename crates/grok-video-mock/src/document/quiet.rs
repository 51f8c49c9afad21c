use crate::invalid::Invalid;

/// Returns what a reader says of a document, without the values that it shows:
/// where something is of a wrong type, it may be a key that stands in the
/// wrong place.
pub(crate) fn quiet(message: &str) -> Invalid {
    for said in ["invalid type: ", "invalid value: "] {
        let Some((before, after)) = message.split_once(said) else {
            continue;
        };
        let Some((found, expected)) = after.rsplit_once(", expected ") else {
            continue;
        };
        let kind = found.split(['`', '"']).next().unwrap_or_default();
        let kind = kind.trim_end();
        return Invalid::new(format!("{before}{said}{kind}, expected {expected}"));
    }
    Invalid::new(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_of_a_wrong_type_is_left_out_and_its_type_is_not() {
        for (message, expected) in [
            (
                "invalid type: integer `12345678`, expected a string at line 1 column 8",
                "invalid type: integer, expected a string at line 1 column 8",
            ),
            (
                "invalid type: string \"sk-a, expected `b`\", expected u64",
                "invalid type: string, expected u64",
            ),
            (
                "invalid type: map, expected a word",
                "invalid type: map, expected a word",
            ),
            (
                "invalid value: floating point `1.5`, expected a whole number",
                "invalid value: floating point, expected a whole number",
            ),
            ("missing field `id`", "missing field `id`"),
        ] {
            assert_eq!(quiet(message).message(), expected);
        }
    }
}
