//! A breach: a small patch that takes one defence out, and the tests that must see it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

use super::suite::Suite;

/// What a line holds that names no rule.
const VAGUE: [&str; 3] = ["FAILED", "error", "rule:"];

/// One file of the folder of breaches.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Breach {
    /// The name of the file, without its ending.
    pub(super) name: String,
    pub(super) path: PathBuf,
    /// Who must see it.
    pub(super) seen_by: SeenBy,
}

/// Who must see a breach.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum SeenBy {
    Tests(Tests),
    Check(Check),
}

/// The tests of a package, for a defence.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tests {
    /// The threat that the defence is for.
    pub(super) threat: String,
    /// The tests that fail without the defence; the first is the one named for its threat.
    pub(super) fails: Vec<String>,
    /// The tests of the package that is patched.
    pub(super) suite: &'static Suite,
}

/// A check of `ci`, for a rule.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Check {
    /// The command of xtask with its arguments.
    pub(super) command: Vec<String>,
    /// What a line that it writes must hold: the name of the rule.
    pub(super) says: String,
    /// What it says is not checked where it can't be.
    pub(super) unless: Option<String>,
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

    /// Returns the tests that must see it, where it takes a defence out.
    pub(super) fn tests(&self) -> Option<&Tests> {
        match &self.seen_by {
            SeenBy::Tests(tests) => Some(tests),
            SeenBy::Check(_) => None,
        }
    }

    fn parse(path: &Path, text: &str) -> Result<Self, Failure> {
        let (head, _) = text.split_once("\n--- ").unwrap_or((text, ""));
        let complain = |what: &str| Failure::check(format!("{} {what}", path.display()));
        let values = |key: &str| -> Vec<String> {
            let values = head.lines().filter_map(|line| {
                let value = line.strip_prefix(key)?.strip_prefix(": ")?;
                Some(value.to_owned())
            });
            values.collect()
        };
        let value = |key: &str| {
            let value = values(key).into_iter().next();
            value.ok_or_else(|| complain(&format!("has no line `{key}: …`")))
        };
        // What the patch does is for those who read it.
        value("breach")?;
        let seen_by = if values("check").is_empty() {
            let patched = text.lines().filter_map(|line| line.strip_prefix("--- a/"));
            let mut suites = patched.map(Suite::of_file);
            let suite = suites.next().flatten();
            let suite = suite.filter(|suite| suites.all(|other| other == Some(*suite)));
            value("fails")?;
            SeenBy::Tests(Tests {
                threat: value("threat")?,
                fails: values("fails"),
                suite: suite
                    .ok_or_else(|| complain("patches no package with a table of threats"))?,
            })
        } else {
            let command = value("check")?;
            if VAGUE.contains(&&*value("says")?) {
                return Err(complain("says what many rules say"));
            }
            SeenBy::Check(Check {
                command: command.split_whitespace().map(str::to_owned).collect(),
                says: value("says")?,
                unless: values("unless").into_iter().next(),
            })
        };
        Ok(Self {
            name: path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            path: path.to_path_buf(),
            seen_by,
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
        let tests = breach.tests().expect("it names tests");
        assert_eq!((&*breach.name, &*tests.threat), ("leak", "a leak"));
        assert_eq!(tests.fails, ["threats::leak", "other"]);
        assert_eq!(tests.suite.package, "grok-video-save");
    }

    #[test]
    fn a_rule_has_its_check_and_patches_what_it_likes() {
        let text = "breach: A knot.\ncheck: guides rust\nsays: rule: none\n\n--- a/README.md\n";
        let breach = Breach::parse(Path::new("knot.patch"), text).expect("all is there");
        let check = Check {
            command: ["guides", "rust"].map(str::to_owned).to_vec(),
            says: "rule: none".to_owned(),
            unless: None,
        };
        assert_eq!(breach.seen_by, SeenBy::Check(check));
        for other in ["said: rule: none", "says: rule:", "says: FAILED"] {
            let text = text.replace("says: rule: none", other);
            assert!(Breach::parse(Path::new("x"), &text).is_err(), "{other}");
        }
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
