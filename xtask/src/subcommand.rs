//! What every command consists of.

use crate::failure::Failure;
use crate::workspace::Workspace;

/// One command of `cargo xtask`.
pub(crate) struct Subcommand {
    /// The word that calls it.
    pub(crate) name: &'static str,
    /// What it may be followed by; empty if the command takes no arguments.
    pub(crate) parameters: &'static str,
    /// One line for the list of commands.
    pub(crate) about: &'static str,
    /// What the check proves, and what it does not.
    pub(crate) details: &'static str,
    /// The command itself, given the arguments after its name.
    pub(crate) run: fn(&Workspace, &[String]) -> Result<(), Failure>,
}

impl Subcommand {
    /// Returns what `cargo xtask NAME --help` prints.
    pub(crate) fn help(&self) -> String {
        let space = if self.parameters.is_empty() { "" } else { " " };
        format!(
            "{}\n\nUsage: cargo xtask {}{space}{}\n\n{}\n",
            self.about,
            self.name,
            self.parameters,
            self.details.trim()
        )
    }
}
