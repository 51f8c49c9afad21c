//! The tests of a package whose defences are taken out.

use std::collections::BTreeSet;

use crate::failure::Failure;
use crate::workspace::Workspace;

use super::copy::Copy;

/// The library's own tests, and those in tests/it.
const N_BINARIES: usize = 2;

/// What is run of one package, and has to fail where a defence is gone.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Suite {
    pub(super) package: &'static str,
    features: &'static str,
    /// What the names of the tests hold that are left out.
    skipped: &'static [&'static str],
}

/// All packages with a table of threats.
pub(super) const SUITES: [Suite; 6] = [
    Suite {
        package: "grok-video-transport",
        features: "tracing",
        skipped: &[],
    },
    Suite {
        package: "grok-video-save",
        features: "",
        // They meet every breach of the order sooner or later, and take their time.
        skipped: &["kill::"],
    },
    Suite {
        package: "grok-video-ledger",
        features: "conformance,sqlite",
        skipped: &[],
    },
    Suite {
        package: "grok-video-postgres",
        features: "",
        // What every ledger must do is the rules' part, which the ledger's own table has.
        skipped: &["conformance::"],
    },
    Suite {
        package: "grok-video-objects",
        features: "",
        skipped: &[],
    },
    Suite {
        package: "grok-video",
        features: "sqlite",
        // What other crates prove, whole programs, which take their time, and futures dropped at any poll, which meet
        // some of the breaches in one run and not in the next.
        skipped: &["cut::", "drops::", "faults::", "polling::", "process::"],
    },
];

impl Suite {
    /// Returns the suite of the package that a file of the workspace belongs to.
    pub(super) fn of_file(path: &str) -> Option<&'static Self> {
        let (package, _) = path.strip_prefix("crates/")?.split_once('/')?;
        SUITES.iter().find(|suite| suite.package == package)
    }

    /// Returns where the threats stand, in the workspace.
    #[cfg(test)]
    pub(super) fn table(&self) -> String {
        format!("crates/{}/THREATS.md", self.package)
    }

    /// Runs the tests in the copy, and returns those that fail.
    pub(super) fn failed_tests(
        &self,
        workspace: &Workspace,
        copy: &Copy,
    ) -> Result<BTreeSet<String>, Failure> {
        let mut cargo = copy.cargo(workspace);
        cargo
            .args(["test", "--no-fail-fast", "--package", self.package])
            .args(["--lib", "--tests"])
            .args(["--features", self.features]);
        cargo.arg("--");
        for skipped in self.skipped {
            cargo.args(["--skip", skipped]);
        }
        let output = cargo
            .env("RUST_BACKTRACE", "0")
            .output()
            .map_err(|error| Failure::check(format!("can't start the tests: {error}")))?;
        let said = String::from_utf8_lossy(&output.stdout);
        let failed: BTreeSet<String> = said
            .lines()
            .filter_map(failed_test)
            .map(str::to_owned)
            .collect();
        let n_ended = said
            .lines()
            .filter(|line| line.starts_with("test result: "))
            .count();
        if n_ended >= N_BINARIES && output.status.success() == failed.is_empty() {
            return Ok(failed);
        }
        let complaint = String::from_utf8_lossy(&output.stderr);
        Err(Failure::check(format!(
            "the tests of {} did not come to an end:\n{complaint}{said}",
            self.package
        )))
    }
}

/// Returns the test that a line tells to have failed.
fn failed_test(line: &str) -> Option<&str> {
    line.strip_prefix("test ")?.strip_suffix(" ... FAILED")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_tests_that_failed() {
        assert_eq!(failed_test("test a::b ... FAILED"), Some("a::b"));
        for line in [
            "test a::b ... ok",
            "test result: FAILED. 1 passed; 1 failed",
            "    a::b",
        ] {
            assert_eq!(failed_test(line), None, "{line}");
        }
    }

    #[test]
    fn a_file_belongs_to_the_suite_of_its_package() {
        let suite = Suite::of_file("crates/grok-video-save/src/disk/mod.rs");
        assert_eq!(suite.map(|suite| suite.package), Some("grok-video-save"));
        for path in [
            "crates/grok-video-save.rs",
            "crates/other/src/lib.rs",
            "xtask/src/main.rs",
        ] {
            assert_eq!(Suite::of_file(path), None, "{path}");
        }
    }
}
