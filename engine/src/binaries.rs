//! Where PostgreSQL is installed.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The first version whose SQL the ledger is written for.
const LEAST: u32 = 15;

/// Finds the folder of the server's programs: the latest version where Debian has them, or else that on `PATH`.
#[must_use]
pub fn find() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let versions = versions.filter_map(|entry| {
        let path = entry.ok()?.path();
        let version: u32 = path.file_name()?.to_str()?.parse().ok()?;
        Some((version, path.join("bin")))
    });
    let of_debian = versions.filter(|(version, bin)| *version >= LEAST && has_server(bin));
    of_debian.max().map(|(_, bin)| bin).or_else(|| {
        let path = env::var_os("PATH")?;
        env::split_paths(&path).find(|bin| has_server(bin))
    })
}

fn has_server(bin: &Path) -> bool {
    bin.join("initdb").is_file() && bin.join("postgres").is_file()
}
