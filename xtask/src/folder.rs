//! Folders that a check writes into.

use std::fs;
use std::path::Path;

use crate::failure::Failure;

/// Makes a folder, where it is missing.
pub(crate) fn make(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| failed(folder, &error))
}

/// Makes a folder with nothing in it.
pub(crate) fn anew(folder: &Path) -> Result<(), Failure> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| failed(folder, &error))?;
    }
    make(folder)
}

fn failed(folder: &Path, error: &std::io::Error) -> Failure {
    Failure::check(format!("{}: {error}", folder.display()))
}
