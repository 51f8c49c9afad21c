//! How long a file may be.

use crate::sources::Sources;

/// As many lines as one can take in.
const MOST: usize = 400;

/// Returns a line for each file that is too long.
pub(super) fn complaints(sources: &Sources) -> Vec<String> {
    let lengths = sources
        .files()
        .iter()
        .map(|file| (&file.path, file.text.lines().count()));
    lengths
        .filter(|(_, n_lines)| *n_lines > MOST)
        .map(|(path, n_lines)| {
            format!("{path} has {n_lines} lines; rule: a file has at most {MOST}")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_too_many_is_one_too_many() {
        let fits = "x\n".repeat(MOST);
        let long = format!("{fits}y");
        let sources = Sources::of(&[("fits.rs", &fits), ("long.rs", &long)]);
        assert_eq!(
            complaints(&sources),
            ["long.rs has 401 lines; rule: a file has at most 400"]
        );
    }
}
