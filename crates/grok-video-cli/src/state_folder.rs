//! Where the program keeps what it must remember.

use std::io;
use std::path::{Path, PathBuf};

/// The folder of this user's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StateFolder(PathBuf);

impl StateFolder {
    /// Finds it by the environment; `None` where that names no home.
    pub(crate) fn find() -> Option<Self> {
        Self::of(|name| std::env::var_os(name).map(PathBuf::from))
    }

    /// Follows the XDG base directory specification, by which a relative path counts as none.
    fn of(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<Self> {
        let absolute = |name: &str| variable(name).filter(|path| path.is_absolute());
        let states = absolute("XDG_STATE_HOME")
            .or_else(|| Some(absolute("HOME")?.join(".local/state")))
            .or_else(|| absolute("LOCALAPPDATA"))?;
        Some(Self(states.join("grok-video")))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Returns where the ledger is, unless the user names another place.
    pub(crate) fn ledger(&self) -> PathBuf {
        self.0.join("ledger.db")
    }

    /// Returns where is written how long the tasks of a service took.
    pub(crate) fn profiles(&self, service: &str) -> PathBuf {
        self.0.join("profiles").join(format!("{service}.json"))
    }

    /// Makes the folder, for this user alone.
    pub(crate) fn make(&self) -> io::Result<()> {
        make_private(&self.0)
    }
}

/// Makes a folder, and those above it that are missing, for this user alone.
pub(crate) fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(variables: &[(&str, &str)]) -> Option<String> {
        let folder = StateFolder::of(|name| {
            let mut variables = variables.iter();
            variables
                .find(|(it, _)| *it == name)
                .map(|(_, value)| value.into())
        });
        folder.map(|folder| folder.path().display().to_string())
    }

    #[test]
    fn the_folder_is_that_of_the_specification() {
        let home = ("HOME", "/home/ann");
        let of = |path: &str| Some(path.to_owned());
        assert_eq!(found(&[home]), of("/home/ann/.local/state/grok-video"));
        assert_eq!(
            found(&[("XDG_STATE_HOME", "/s"), home]),
            of("/s/grok-video")
        );
        assert_eq!(found(&[("XDG_STATE_HOME", "s"), home]), found(&[home]));
        assert_eq!(found(&[("HOME", "")]), None);
        assert_eq!(found(&[]), None);
    }
}
