//! The files of the checkout: its code, and its texts.

use std::fs;
use std::io;
use std::path::Path;

use crate::failure::Failure;

/// The endings of code.
const CODE: &[&str] = &["rs", "js", "css", "py", "sh"];

/// The ending of texts.
const TEXTS: &[&str] = &["md"];

/// Folders that hold what is built or fetched.
const LEFT_OUT: [&str; 4] = ["target", "node_modules", ".git", "venv"];

/// One file.
#[derive(Debug)]
pub(crate) struct Source {
    /// Its path from the root, with slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// All files of a kind, by path.
#[derive(Debug)]
pub(crate) struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Reads the code below `root`.
    pub(crate) fn code(root: &Path) -> Result<Self, Failure> {
        Self::read(root, CODE)
    }

    /// Reads the texts below `root`, all Markdown.
    pub(crate) fn texts(root: &Path) -> Result<Self, Failure> {
        Self::read(root, TEXTS)
    }

    fn read(root: &Path, endings: &[&str]) -> Result<Self, Failure> {
        let mut files = Vec::new();
        gather(root, "", endings, &mut files).map_err(|error| {
            Failure::check(format!("can't read what is in {}: {error}", root.display()))
        })?;
        files.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(Self { files })
    }

    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let source = |(path, text): &(&str, &str)| Source {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        };
        Self {
            files: files.iter().map(source).collect(),
        }
    }

    pub(crate) fn files(&self) -> &[Source] {
        &self.files
    }

    /// Returns the file at a path.
    pub(crate) fn at(&self, path: &str) -> Option<&Source> {
        self.files.iter().find(|file| file.path == path)
    }
}

/// Reads what lies in the folder that is reached from the root by `prefix`.
fn gather(root: &Path, prefix: &str, endings: &[&str], files: &mut Vec<Source>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(prefix))? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let kind = entry.file_type()?;
        let path = format!("{prefix}{name}");
        if kind.is_dir() {
            if !LEFT_OUT.contains(&&*name) {
                gather(root, &format!("{path}/"), endings, files)?;
            }
            continue;
        }
        let ending = name.rsplit_once('.').map(|(_, ending)| ending);
        if kind.is_file() && ending.is_some_and(|ending| endings.contains(&ending)) {
            let text = fs::read_to_string(entry.path())?;
            files.push(Source { path, text });
        }
    }
    Ok(())
}
