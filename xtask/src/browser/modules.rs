//! What the scripts need of npm.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::failure::Failure;
use crate::process;

/// What says which modules, in which version; the second is written last.
const FILES: [&str; 2] = ["package.json", "package-lock.json"];

/// Installs the modules that the scripts name into `folder`, unless they are there.
pub(super) fn install(scripts: &Path, folder: &Path) -> Result<(), Failure> {
    if is_installed(scripts, folder) {
        return Ok(());
    }
    check_node()?;
    let failed = |error| Failure::check(format!("can't write {}: {error}", folder.display()));
    fs::create_dir_all(folder).map_err(failed)?;
    for name in FILES {
        fs::copy(scripts.join(name), folder.join(name)).map_err(failed)?;
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
        .current_dir(folder);
    process::run(&mut npm)
}

/// Tells whether the modules are there that are asked for now.
fn is_installed(scripts: &Path, folder: &Path) -> bool {
    // npm writes this file when everything else is there.
    folder.join("node_modules/.package-lock.json").is_file()
        && FILES.iter().all(|name| {
            let asked = fs::read(scripts.join(name)).ok();
            asked.is_some() && asked == fs::read(folder.join(name)).ok()
        })
}

fn check_node() -> Result<(), Failure> {
    for program in ["node", "npm"] {
        let tried = Command::new(program)
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        if !tried.is_ok_and(|status| status.success()) {
            return Err(Failure::check(format!(
                "{program} is what drives the browser, and is not installed \
                 (on Debian: apt-get install nodejs npm)"
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    #[test]
    fn the_lock_names_no_host() {
        let workspace = Workspace::load().expect("the tests run inside it");
        let lock = workspace
            .root()
            .join(super::super::SCRIPTS)
            .join("package-lock.json");
        let lock = fs::read_to_string(lock).expect("it is there");
        assert!(lock.contains("playwright-core"), "{lock}");
        assert!(!lock.contains("http"), "{lock}");
    }
}
