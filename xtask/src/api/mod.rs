//! `cargo xtask api`: what a library shows is what is listed, and comes from crates that it may show.

mod listed;
mod rules;
mod shown;

use std::fs;
use std::path::PathBuf;

use crate::failure::Failure;
use crate::not_checked;
use crate::process;
use crate::subcommand::Subcommand;
use crate::workspace::{PROGRAM, Package, Workspace};

pub(crate) use self::listed::CARGO_PUBLIC_API;
use self::rules::{PUBLIC, Public};
use self::shown::Shown;

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "api",
    parameters: "[--write] [PACKAGE…]",
    about: "Holds the public items to the lists of them, and to the crates that they may show",
    details: "\
Asks rustdoc, with all features on, for every public item, and holds them to xtask/public-api, a file a package: what
comes or goes is told. After a deliberate change, `--write` writes the lists: read the diff, and say it in CHANGELOG.md.
cargo-public-api makes the lists; it is built into target/tools the first time, and knows one format of rustdoc's: with
another compiler one line says that they are not checked.

It also collects the crates whose types and traits stand in signatures, fields, bounds and implementations. What is not in the list of
xtask/src/api/rules.rs is a breach: a type of another crate in a public item ties our versions to
those of that crate.

rustdoc tells its JSON only with RUSTC_BOOTSTRAP set, so this step has a target folder of its own. It
sees what is documented: hidden items are left out, and so is what the compiler implements by itself.",
    run,
};

fn run(workspace: &Workspace, arguments: &[String]) -> Result<(), Failure> {
    let (options, names): (Vec<&String>, Vec<&String>) =
        arguments.iter().partition(|it| it.starts_with('-'));
    if let Some(unknown) = options.iter().find(|it| **it != "--write") {
        return Err(Failure::usage(format!("`api` has no option `{unknown}`")));
    }
    let is_known = |name: &&&String| PUBLIC.iter().any(|public| public.package == **name);
    if let Some(unknown) = names.iter().find(|name| !is_known(name)) {
        return Err(Failure::usage(format!("`{unknown}` is no library")));
    }
    let is_written = !options.is_empty();
    let is_chosen = |it: &&Public| names.is_empty() || names.iter().any(|name| *name == it.package);
    let unlisted = workspace.published().find(|package| {
        package.name != PROGRAM && !PUBLIC.iter().any(|it| it.package == package.name)
    });
    if let Some(Package { name, .. }) = unlisted {
        return Err(Failure::check(format!(
            "{name} has no row in xtask/src/api/rules.rs; rule: every library says what it may show"
        )));
    }
    let lister = CARGO_PUBLIC_API.ready(workspace)?;
    let mut n_breaches = 0;
    for public in PUBLIC.iter().filter(is_chosen) {
        let package = public.package;
        let path = document(workspace, package)?;
        let text = fs::read_to_string(&path)
            .map_err(|error| Failure::check(format!("can't read {}: {error}", path.display())))?;
        let unknown = || {
            let path = path.display();
            Failure::check(format!(
                "{path} is not as this check knows it: a new format of rustdoc?"
            ))
        };
        let shown = shown::foreign(&text).ok_or_else(unknown)?;
        n_breaches += strangers(public, &shown);
        if shown::format(&text).ok_or_else(unknown)? != listed::FORMAT {
            if is_written {
                return Err(Failure::check(format!(
                    "the list of {package} can't be written: this compiler's rustdoc has another format"
                )));
            }
            not_checked::tell(&format!(
                "{package} against its list of public items, as this compiler's rustdoc has another format"
            ));
            continue;
        }
        let items = listed::items(&lister, &path)?;
        if is_written {
            listed::write(workspace.root(), package, &items)?;
            continue;
        }
        let changes = listed::changes(workspace.root(), package, &items);
        for change in &changes {
            let folder = listed::FOLDER;
            eprintln!("api: {package}: {change}; rule: public items are those of {folder}");
        }
        n_breaches += changes.len();
        println!(
            "api: {package} has {} public items and shows types and traits of {} other crates",
            items.lines().count(),
            public.may_show.len()
        );
    }
    match n_breaches {
        0 => Ok(()),
        n => Err(Failure::check(format!(
            "{n} public items are not as they may be, listed above"
        ))),
    }
}

/// Lets rustdoc write down the public items of a package; returns the file.
fn document(workspace: &Workspace, package: &str) -> Result<PathBuf, Failure> {
    let target = workspace.root().join("target/api");
    process::run(
        process::cargo(workspace)
            .args(["rustdoc", "--quiet", "--lib", "--all-features"])
            .args(["--package", package, "--target-dir"])
            .arg(&target)
            .args(["--", "-Z", "unstable-options", "--output-format", "json"])
            .env("RUSTC_BOOTSTRAP", "1"),
    )?;
    Ok(target.join(format!("doc/{}.json", package.replace('-', "_"))))
}

/// Tells of each type and trait that is shown and may not be; returns how many there are.
fn strangers(public: &Public, shown: &Shown) -> usize {
    let Public { package, may_show } = public;
    let is_in = |list: &[&str], path| list.iter().any(|it| rules::lies_under(path, it));
    let strangers = shown
        .iter()
        .filter(|(path, _)| !is_in(rules::ALWAYS, path) && !is_in(may_show, path));
    let mut n_strangers = 0;
    for (path, item) in strangers {
        n_strangers += 1;
        eprintln!(
            "api: {package}: `{item}` shows {path}; rule: it may show what is in xtask/src/api/rules.rs"
        );
    }
    n_strangers
}
