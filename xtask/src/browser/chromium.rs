//! The browser: found, or installed.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::apt;
use crate::failure::Failure;

/// What it is called, by one distribution or another.
const NAMES: [&str; 2] = ["chromium", "chromium-browser"];

/// Returns where Chromium is; installs Debian's where there is none and this may be done.
pub(super) fn find_or_install() -> Result<PathBuf, Failure> {
    if let Some(program) = installed() {
        return Ok(program);
    }
    let missing = "Chromium is what the page is driven in, and is not installed";
    apt::install("chromium", missing)?;
    installed().ok_or_else(|| Failure::check(format!("{missing}, not even by apt-get")))
}

/// Returns where Chromium is, if it is installed.
pub(crate) fn installed() -> Option<PathBuf> {
    find(&env::var_os("PATH").unwrap_or_default(), Path::is_file)
}

/// Returns the first program of these names in the folders of a `PATH`.
fn find(path: &OsStr, is_file: impl Fn(&Path) -> bool) -> Option<PathBuf> {
    let folders: Vec<PathBuf> = env::split_paths(path).collect();
    NAMES
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|program| is_file(program))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_name_comes_first() {
        let path = env::join_paths(["/a", "/b"]).expect("they can be joined");
        let found = |there: &[&str]| {
            find(&path, |program| {
                there.iter().any(|one| Path::new(one) == program)
            })
        };
        assert_eq!(found(&[]), None);
        assert_eq!(found(&["/c/chromium"]), None);
        let both = ["/a/chromium-browser", "/b/chromium"];
        assert_eq!(found(&both), Some("/b/chromium".into()));
        assert_eq!(found(&both[..1]), Some("/a/chromium-browser".into()));
    }
}
