//! What Debian has, installed where this runs as root.

use std::process::Command;

use crate::failure::Failure;
use crate::process;

/// Installs a package; `missing` says what it is there for, and that it is not.
pub(crate) fn install(package: &str, missing: &str) -> Result<(), Failure> {
    if !is_root() {
        return Err(Failure::check(format!(
            "{missing}: install it (on Debian: apt-get install {package})"
        )));
    }
    process::run(&mut apt_get(&["update", "--quiet"]))?;
    process::run(&mut apt_get(&[
        "install",
        "--quiet",
        "--yes",
        "--no-install-recommends",
        package,
    ]))
}

fn is_root() -> bool {
    process::read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn apt_get(arguments: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive");
    command
}
