//! A folder of a scene's own.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process;

use crate::failure::Failure;

use super::screen::FOLDER_NAME;

/// A new folder among the temporary files, which is removed when it is dropped.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    name: String,
}

impl Folder {
    pub(super) fn new() -> Result<Self, Failure> {
        let mut number = process::id();
        loop {
            let name = name(number);
            let path = std::env::temp_dir().join(&name);
            match fs::create_dir(&path) {
                Ok(()) => return Ok(Self { path, name }),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    number = number.wrapping_add(1);
                }
                Err(error) => {
                    let path = path.display();
                    return Err(Failure::check(format!("can't make {path}: {error}")));
                }
            }
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the last part of the path.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Writes a file into it.
    pub(super) fn write(&self, name: &str, text: &str) -> Result<PathBuf, Failure> {
        let path = self.path.join(name);
        fs::write(&path, text)
            .map_err(|error| Failure::check(format!("can't write {}: {error}", path.display())))?;
        Ok(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left is a temporary file.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Returns a name that is as long as the one that is shown in its place.
fn name(number: u32) -> String {
    const START: &str = "gv-";
    let width = FOLDER_NAME.len() - START.len();
    format!("{START}{:0width$}", number % 10_u32.pow(width as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_as_long_as_the_one_that_is_shown() {
        for number in [0, 12_345, u32::MAX] {
            assert_eq!(name(number).len(), FOLDER_NAME.len());
        }
    }

    #[test]
    fn two_folders_are_two_and_gone_in_the_end() {
        let (one, two) = (Folder::new(), Folder::new());
        let (one, two) = (one.expect("made"), two.expect("made"));
        assert_ne!(one.path(), two.path());
        let path = one.path().to_owned();
        one.write("file", "text").expect("written");
        drop(one);
        assert!(!path.exists());
    }
}
