//! Tests that take too long for `cargo xtask test`, run one by one in full size.

use crate::failure::Failure;
use crate::not_checked;
use crate::process;
use crate::workspace::Workspace;

/// A test of full size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FullSize {
    pub(crate) package: &'static str,
    /// Features that it needs, parted by commas.
    pub(crate) features: &'static str,
    /// Its name in tests/it.
    pub(crate) test: &'static str,
}

/// Runs the tests whose package or name holds one of the texts, or all where there is no text.
pub(crate) fn run_full_size(
    workspace: &Workspace,
    tests: &[FullSize],
    texts: &[String],
) -> Result<(), Failure> {
    for FullSize {
        package,
        features,
        test,
    } in chosen(tests, texts)?
    {
        let mut cargo = process::cargo(workspace);
        cargo
            .args([
                "test",
                "--quiet",
                "--package",
                package,
                "--test",
                "it",
                test,
                "--features",
                features,
            ])
            .args(["--", "--exact", "--include-ignored", "--nocapture"]);
        let shown = process::shown(&cargo);
        eprintln!("$ {shown}");
        let output = cargo
            .output()
            .map_err(|error| Failure::check(format!("can't start `{shown}`: {error}")))?;
        let [said, complaints] =
            [&output.stdout, &output.stderr].map(|it| String::from_utf8_lossy(it));
        eprint!("{complaints}");
        println!("{}", said.trim());
        if !output.status.success() {
            return Err(Failure::check(format!("`{test}` did not pass")));
        }
        if let Some(why) = what_is_missing(&said, &complaints) {
            return Err(Failure::check(format!("`{test}` {why}")));
        }
    }
    Ok(())
}

/// Returns the tests whose package or name holds one of the texts, or all where there is no text.
fn chosen(tests: &[FullSize], texts: &[String]) -> Result<Vec<FullSize>, Failure> {
    let holds = |it: &FullSize, text: &String| {
        it.package.contains(text.as_str()) || it.test.contains(text.as_str())
    };
    for text in texts {
        if !tests.iter().any(|test| holds(test, text)) {
            return Err(Failure::usage(format!(
                "no test of this command has `{text}` in its name"
            )));
        }
    }
    let is_chosen =
        |test: &&FullSize| texts.is_empty() || texts.iter().any(|text| holds(test, text));
    Ok(tests.iter().filter(is_chosen).copied().collect())
}

/// Returns why a run proves nothing although nothing has failed.
fn what_is_missing(said: &str, complaints: &str) -> Option<&'static str> {
    if said.contains(not_checked::HEAD) || complaints.contains(not_checked::HEAD) {
        return Some("can't be run here");
    }
    // A name that no test has is none that failed.
    let has_run = said.contains("test result: ok. 1 passed;");
    (!has_run).then_some("is no test")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_no_proof() {
        let passed = "test result: ok. 1 passed; 0 failed";
        assert_eq!(what_is_missing(passed, ""), None);
        assert!(what_is_missing(passed, "NOT CHECKED, for strace is missing").is_some());
        assert!(what_is_missing("test result: ok. 0 passed; 0 failed", "").is_some());
    }

    const TESTS: [FullSize; 2] = [
        FullSize {
            package: "one",
            features: "",
            test: "kill::points",
        },
        FullSize {
            package: "other",
            features: "",
            test: "kill::calls",
        },
    ];

    fn names(texts: &[&str]) -> Vec<&'static str> {
        let texts: Vec<_> = texts.iter().copied().map(str::to_owned).collect();
        let chosen = chosen(&TESTS, &texts).expect("there are some");
        chosen.into_iter().map(|it| it.test).collect()
    }

    #[test]
    fn a_text_chooses_and_none_takes_all() {
        assert_eq!(names(&[]), ["kill::points", "kill::calls"]);
        assert_eq!(names(&["calls"]), ["kill::calls"]);
        assert_eq!(names(&["one", "kill::"]).len(), 2);
    }

    #[test]
    fn a_text_that_chooses_nothing_is_a_usage_error() {
        let failure = chosen(&TESTS, &["kil::".to_owned()]).expect_err("a slip");
        assert_eq!(failure.exit_code(), 2);
    }
}
