//! A breach: a small patch that takes one defence out, and the tests that must see it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

use super::suite::Suite;

/// One file of the folder of breaches.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Breach {
    /// The name of the file, without its ending.
    pub(super) name: String,
    pub(super) path: PathBuf,
    /// The threat that the defence is for.
    pub(super) threat: String,
    /// The tests that fail without the defence; the first is the one named for its threat.
    pub(super) fails: Vec<String>,
    /// The tests of the package that is patched.
    pub(super) suite: &'static Suite,
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
        let complain = |what: &str| Failure::check(format!("{} {what}", path.display()));
        let values = |key: &str| -> Result<Vec<String>, Failure> {
            let values = head.lines().filter_map(|line| {
                let value = line.strip_prefix(key)?.strip_prefix(": ")?;
                Some(value.to_owned())
            });
            let values: Vec<_> = values.collect();
            match values.is_empty() {
                true => Err(complain(&format!("has no line `{key}: …`"))),
                false => Ok(values),
            }
        };
        let value = |key: &str| values(key).map(|mut values| values.swap_remove(0));
        let patched = text.lines().filter_map(|line| line.strip_prefix("--- a/"));
        let mut suites = patched.map(Suite::of_file);
        let suite = suites.next().flatten();
        let suite = suite.filter(|suite| suites.all(|other| other == Some(*suite)));
        // What the patch does is for those who read it.
        value("breach")?;
        Ok(Self {
            name: path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            threat: value("threat")?,
            fails: values("fails")?,
            suite: suite.ok_or_else(|| complain("patches no package with a table of threats"))?,
            path: path.to_path_buf(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "threat: a leak\nbreach: It leaks.\nfails: threats::leak\nfails: other\n\n--- a/crates/grok-video-save/src/x\n+++ b/x\n";

    #[test]
    fn reads_what_stands_above_the_patch() {
        let breach = Breach::parse(Path::new("xtask/breaches/leak.patch"), TEXT);
        let breach = breach.expect("all lines are there");
        assert_eq!((&*breach.name, &*breach.threat), ("leak", "a leak"));
        assert_eq!(breach.fails, ["threats::leak", "other"]);
        assert_eq!(breach.suite.package, "grok-video-save");
    }

    #[test]
    fn names_the_line_that_is_missing() {
        let text = TEXT.replace("fails: ", "fail: ");
        let failure = Breach::parse(Path::new("leak.patch"), &text).expect_err("it is missing");
        assert!(failure.to_string().contains("`fails: …`"), "{failure}");
    }
    #[test]
    fn a_patch_belongs_to_one_package() {
        for other in ["--- a/crates/grok-video-transport/src/y", "--- a/y"] {
            let text = format!("{TEXT}{other}\n");
            let failure = Breach::parse(Path::new("leak.patch"), &text).expect_err("two packages");
            assert!(failure.to_string().contains("no package"), "{failure}");
        }
    }
}
