//! A breach: a small patch that takes one defence out, and the test that must see it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// One file of the folder of breaches.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Breach {
    /// The name of the file, without its ending.
    pub(super) name: String,
    pub(super) path: PathBuf,
    /// The threat that the defence is for.
    pub(super) threat: String,
    /// The test that fails without the defence.
    pub(super) fails: String,
}

impl Breach {
    /// Reads every breach in `folder`, by name.
    pub(super) fn read_all(folder: &Path) -> Result<Vec<Self>, Failure> {
        let failed = |error| Failure::check(format!("can't read {}: {error}", folder.display()));
        let mut breaches = Vec::new();
        for entry in fs::read_dir(folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let text = fs::read_to_string(&path).map_err(failed)?;
            breaches.push(Self::parse(&path, &text)?);
        }
        breaches.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(breaches)
    }

    fn parse(path: &Path, text: &str) -> Result<Self, Failure> {
        let (head, _) = text.split_once("\n--- ").unwrap_or((text, ""));
        let value = |key: &str| {
            let mut lines = head.lines();
            let found = lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
            found
                .map(str::to_owned)
                .ok_or_else(|| Failure::check(format!("{} has no line `{key}: …`", path.display())))
        };
        // What the patch does is for those who read it.
        value("breach")?;
        Ok(Self {
            name: path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            threat: value("threat")?,
            fails: value("fails")?,
            path: path.to_path_buf(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "threat: a leak\nbreach: It leaks.\nfails: threats::leak\n\n--- a/x\n+++ b/x\n";

    #[test]
    fn reads_what_stands_above_the_patch() {
        let breach = Breach::parse(Path::new("xtask/breaches/leak.patch"), TEXT);
        let breach = breach.expect("all three lines are there");
        assert_eq!((&*breach.name, &*breach.threat), ("leak", "a leak"));
        assert_eq!(breach.fails, "threats::leak");
    }

    #[test]
    fn names_the_line_that_is_missing() {
        let text = TEXT.replace("fails: ", "fail: ");
        let failure = Breach::parse(Path::new("leak.patch"), &text).expect_err("it is missing");
        assert!(failure.to_string().contains("`fails: …`"), "{failure}");
    }
}
