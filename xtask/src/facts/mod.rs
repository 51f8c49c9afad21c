//! `cargo xtask facts`: what the texts say of versions, commands and options is so.

mod help;
mod told;

use std::fs;

use crate::failure::Failure;
use crate::programs::{self, Profile};
use crate::sources::Sources;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

use self::help::Help;

/// The programs, and the page that has to tell of all their options.
const PROGRAMS: [(&str, &str); 2] = [
    ("grok-video", "crates/grok-video-cli/README.md"),
    ("grok-video-mock", "crates/grok-video-mock/README.md"),
];

/// The page that has to name every published crate and the oldest compiler.
const README: &str = "README.md";

/// Told of as it was.
const HISTORY: &str = "CHANGELOG.md";

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "facts",
    parameters: "",
    about: "Holds what the texts say of versions, commands and options to the manifests and programs",
    details: "\
Proves that
- README.md names the oldest Rust that the manifest allows, and no text names another as the oldest;
- every example of Rust in README.md stands in a page of a crate or in a guide, whose code is compiled;
- README.md has every published crate in its table, and each of ours bears the workspace's version where another of ours
  or a text depends on it;
- every `cargo xtask COMMAND` in a text is one of its commands;
- the page of each program names every option that its `--help` has, and wherever a text calls a program in code, the
  command and its options exist.",
    run,
};

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    let root = workspace.root();
    let pages = Sources::texts(root)?;
    let manifest = fs::read_to_string(root.join("Cargo.toml"))
        .map_err(|error| Failure::check(format!("Cargo.toml: {error}")))?;
    let version = told::workspace_value(&manifest, "version")?;
    let oldest = told::workspace_value(&manifest, "rust-version")?;
    let folder = programs::build(workspace, Profile::Dev)?;
    let mut complaints = told::siblings(&manifest, &version);
    let mut helps = Vec::new();
    for (program, page) in PROGRAMS {
        let help = Help::ask(&folder, program)?;
        let page = pages.at(page);
        complaints.extend(help.untold(page.map_or("", |page| &page.text)));
        helps.push(help);
    }
    for page in pages.files().iter().filter(|page| page.path != HISTORY) {
        let told = told::Told::of(&page.text);
        let mut wrong = told.versions(&version);
        wrong.extend(told.oldest(&oldest, page.path == README));
        wrong.extend(told.commands(&crate::names()));
        for help in &helps {
            wrong.extend(help.unknown(told.code()));
        }
        if page.path == README {
            // The pages of crates are compiled, or tests compare them; the guides are followed.
            let is_compiled = |path: &str| path.starts_with("crates/") || path.starts_with("docs/");
            let compiled = pages.files().iter().filter(|page| is_compiled(&page.path));
            wrong.extend(told.uncompiled(&compiled.map(|page| &*page.text)));
            wrong.extend(told.missing(workspace.published().map(|package| &*package.name)));
        }
        let wrong = wrong.into_iter().map(|it| format!("{}: {it}", page.path));
        complaints.extend(wrong);
    }
    for complaint in &complaints {
        eprintln!("facts: {complaint}");
    }
    match complaints.len() {
        0 => {
            let n_options: usize = helps.iter().map(Help::n_options).sum();
            println!(
                "facts: {} texts, Rust {oldest}, version {version}, {n_options} options of commands: all as it is",
                pages.files().len()
            );
            Ok(())
        }
        n => Err(Failure::check(format!(
            "{n} statements of the texts are not so, listed above"
        ))),
    }
}
