//! What Debian has, installed where this runs as root.

use std::process::Command;

use crate::failure::Failure;
use crate::process;

/// Installs a package; `missing` says what it is there for, and that it is not.
pub(crate) fn install(package: &str, missing: &str) -> Result<(), Failure> {
    if !is_usable() {
        return Err(Failure::check(format!(
            "{missing}: install it (on Debian: apt-get install {package})"
        )));
    }
    update()?;
    install_all(&[package])
}

/// Asks which packages there are.
pub(crate) fn update() -> Result<(), Failure> {
    process::run(&mut apt_get(&["update", "--quiet"]))
}

/// Installs packages, all or none.
pub(crate) fn install_all(packages: &[&str]) -> Result<(), Failure> {
    process::run(
        apt_get(&["install", "--quiet", "--yes", "--no-install-recommends"]).args(packages),
    )
}

/// Tells whether packages can be installed: this is Debian or its like, and this program runs as root.
pub(crate) fn is_usable() -> bool {
    let is_root = process::read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    is_root && apt_get(&["--version"]).output().is_ok()
}

fn apt_get(arguments: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive");
    command
}
