//! `cargo xtask seed`: every line of the provider's page is mapped to tests that exist.

mod binaries;
mod check;
mod map;
mod page;

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::failure::Failure;
use crate::not_checked;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

/// Where the page stands; it is not ours to copy, so it is outside the repository.
const PAGE: &str = "../shared/seed-query-task.txt";

/// Where the map stands.
const MAP: &str = "xtask/seed-map.tsv";

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "seed",
    parameters: "",
    about: "Checks that every line of the provider's page is mapped to tests that exist",
    details: "\
The map is xtask/seed-map.tsv: line number, hash, fact, tests; between them tabs, `#` starts a comment.

  line number  counts the lines of the page from 1; a line with several facts has several rows
  hash         FNV-1a, 64 bits, 16 hexadecimal digits, of the line without the space around it
  fact         what the line states, in our own words; with no tests, why it states nothing
  tests        names with a space between them, `-` for a line that states nothing, or TODO

A test is named by its package and by the path that its binary lists, which has no name of the
binary in it: `grok-video-types::seed::status_flow` is the test `status_flow` in the module `seed`,
be it in the library or in tests/it.

Proves that no line of the page is left out, that none has changed since it was mapped, and that
every test named is in a binary that `test` builds and is not ignored. Whether the test proves the
fact, a reader has to judge. The page stands outside the repository, in ../shared; where it is
missing, only the tests are checked, and a line says so.",
    run,
};

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    let map_path = workspace.root().join(MAP);
    let text = fs::read_to_string(&map_path)
        .map_err(|error| Failure::check(format!("can't read {}: {error}", map_path.display())))?;
    let (rows, mut complaints) = map::parse(&text);

    match read_page(&workspace.root().join(PAGE))? {
        Some(page) => complaints.extend(check::lines(&rows, &page::lines(&page))),
        None => not_checked::tell(&format!(
            "the provider's page against its map, as it is not here ({PAGE}); the tests that the map names are checked"
        )),
    }
    complaints.extend(check::unfinished(&rows));

    // Building takes longest and may fail for reasons of its own, so the rest is told first.
    tell(&complaints);
    let mut n_complaints = complaints.len();
    let names: Vec<_> = rows.iter().flat_map(map::Row::tests).collect();
    if !names.is_empty() {
        let listed = binaries::list(workspace)?;
        let missing = check::tests(&rows, &listed);
        tell(&missing);
        n_complaints += missing.len();
    }

    if n_complaints > 0 {
        return Err(Failure::check(format!(
            "{MAP} and what it maps differ in {n_complaints} places, listed above"
        )));
    }
    println!(
        "seed: {} facts and {} tests named for them, all there",
        rows.iter()
            .filter(|row| row.tests().next().is_some())
            .count(),
        names.len()
    );
    Ok(())
}

/// Returns the text of the page, or `None` if the page is not there.
fn read_page(path: &Path) -> Result<Option<String>, Failure> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::check(format!(
            "can't read {}: {error}",
            path.display()
        ))),
    }
}

fn tell(complaints: &[String]) {
    for complaint in complaints {
        eprintln!("seed: {complaint}");
    }
}
