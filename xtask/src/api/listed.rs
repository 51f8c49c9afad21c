//! The public items of a library, held to the list that is kept of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::failure::Failure;
use crate::process;
use crate::tool::Tool;

/// Where the lists are, a file a package.
pub(super) const FOLDER: &str = "xtask/public-api";

pub(crate) const CARGO_PUBLIC_API: Tool = Tool {
    name: "cargo-public-api",
    version: "0.52.0",
    options: &[],
};

/// The format of rustdoc's JSON that this version of the tool reads.
pub(super) const FORMAT: u64 = 57;

/// Returns the public items, one a line, as rustdoc's JSON in the file `json` has them.
pub(super) fn items(program: &Path, json: &Path) -> Result<String, Failure> {
    let mut command = Command::new(program);
    command.arg("--rustdoc-json").arg(json);
    process::read(command.args(["--omit", "blanket-impls,auto-trait-impls"]))
}

/// Holds the items to the list of the package; returns a line for each that came or went.
pub(super) fn changes(root: &Path, package: &str, items: &str) -> Vec<String> {
    let listed = fs::read_to_string(path(root, package)).unwrap_or_default();
    difference(&listed, items)
}

/// Writes the list of the package.
pub(super) fn write(root: &Path, package: &str, items: &str) -> Result<(), Failure> {
    let path = path(root, package);
    fs::write(&path, items).map_err(|error| Failure::check(format!("{}: {error}", path.display())))
}

fn path(root: &Path, package: &str) -> std::path::PathBuf {
    root.join(FOLDER).join(format!("{package}.txt"))
}

fn difference(listed: &str, items: &str) -> Vec<String> {
    let (before, now): (BTreeSet<&str>, BTreeSet<&str>) =
        (listed.lines().collect(), items.lines().collect());
    let gone = before.difference(&now).map(|item| format!("- {item}"));
    let new = now.difference(&before).map(|item| format!("+ {item}"));
    gone.chain(new).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_and_what_went_is_told() {
        assert_eq!(difference("a\nb\n", "b\nc\n"), ["- a", "+ c"]);
        assert_eq!(difference("a\nb\n", "a\nb\n"), [""; 0]);
    }
}
