//! Python programs in exact versions, in an environment of their own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::process;

/// The list of what was installed; it is written last.
const STAMP: &str = "requirements.txt";

/// A virtual environment of Python.
#[derive(Debug)]
pub(crate) struct Venv {
    folder: PathBuf,
}

impl Venv {
    /// Makes the environment in `folder` with what the file `requirements` lists, unless it is there.
    pub(crate) fn ready(folder: &Path, requirements: &Path) -> Result<Self, Failure> {
        let venv = Self {
            folder: folder.to_path_buf(),
        };
        let failed = |path: &Path, error| Failure::check(format!("{}: {error}", path.display()));
        let asked =
            fs::read_to_string(requirements).map_err(|error| failed(requirements, error))?;
        check_pinned(&asked)?;
        let stamp = folder.join(STAMP);
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == asked) {
            return Ok(venv);
        }
        // It may be of another Python, or half of one.
        if folder.exists() {
            fs::remove_dir_all(folder).map_err(|error| failed(folder, error))?;
        }
        process::run(Command::new("python3").args(["-m", "venv"]).arg(folder)).map_err(
            |failure| {
                Failure::check(format!(
                    "{failure} (on Debian: apt-get install python3-venv)"
                ))
            },
        )?;
        let mut pip = Command::new(venv.program("python"));
        pip.args(["-m", "pip", "install", "--quiet"])
            .args(["--disable-pip-version-check", "--no-deps", "--requirement"])
            .arg(requirements);
        process::run(&mut pip)?;
        fs::write(&stamp, asked).map_err(|error| failed(&stamp, error))?;
        Ok(venv)
    }

    /// Returns the path of one of its programs.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder.join("bin").join(name)
    }
}

/// Proves that each line names one exact version.
fn check_pinned(requirements: &str) -> Result<(), Failure> {
    let mut lines = requirements.lines();
    match lines.find(|line| line.split("==").count() != 2) {
        None => Ok(()),
        Some(line) => Err(Failure::check(format!(
            "`{line}` names no exact version, as `name==1.2.3` does"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    #[test]
    fn a_version_that_is_not_exact_is_refused() {
        assert!(check_pinned("pytest==9.2.0\npluggy==1.7.0\n").is_ok());
        for loose in ["pytest", "pytest>=9", "--index-url x", ""] {
            assert!(check_pinned(&format!("{loose}\n")).is_err(), "{loose}");
        }
    }

    #[test]
    fn the_lists_of_the_repository_are_exact() {
        let workspace = Workspace::load().expect("the tests run inside it");
        for list in [
            "docs/testing/pytest/requirements.txt",
            "xtask/objects/requirements.txt",
            "xtask/schemathesis/requirements.txt",
        ] {
            let text = fs::read_to_string(workspace.root().join(list)).expect(list);
            check_pinned(&text).expect(list);
        }
    }
}
