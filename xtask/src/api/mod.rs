//! `cargo xtask api`: what a library shows to its users comes from crates that it may show.

mod rules;
mod shown;

use std::fs;

use crate::failure::Failure;
use crate::process;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

use self::rules::{PUBLIC, Public};

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "api",
    parameters: "",
    about: "Checks that the public items show only types of crates that they may show",
    details: "\
Asks rustdoc, with all features on, for every public item, and collects the crates whose types and
traits stand in signatures, fields, bounds and implementations. What is not in the list of
xtask/src/api/rules.rs is a breach: a type of another crate in a public item ties our versions to
those of that crate.

rustdoc tells its JSON only with RUSTC_BOOTSTRAP set, so this step has a target folder of its own. It
sees what is documented: hidden items are left out, and so is what the compiler implements by itself.",
    run,
};

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    let target = workspace.root().join("target/api");
    let mut n_breaches = 0;
    for Public { package, may_show } in PUBLIC {
        process::run(
            process::cargo(workspace)
                .args([
                    "rustdoc",
                    "--quiet",
                    "--lib",
                    "--all-features",
                    "--package",
                    package,
                ])
                .arg("--target-dir")
                .arg(&target)
                .args(["--", "-Z", "unstable-options", "--output-format", "json"])
                .env("RUSTC_BOOTSTRAP", "1"),
        )?;
        let path = target.join(format!("doc/{}.json", package.replace('-', "_")));
        let text = fs::read_to_string(&path)
            .map_err(|error| Failure::check(format!("can't read {}: {error}", path.display())))?;
        let shown = shown::foreign(&text).ok_or_else(|| {
            let path = path.display();
            Failure::check(format!(
                "{path} is not as this check knows it: a new format of rustdoc?"
            ))
        })?;
        let is_in = |list: &[&str], path| list.iter().any(|it| rules::lies_under(path, it));
        let mut n_shown = 0;
        for (path, item) in shown.iter().filter(|(path, _)| !is_in(rules::ALWAYS, path)) {
            n_shown += 1;
            if !is_in(may_show, path) {
                n_breaches += 1;
                eprintln!("api: {package}: `{item}` shows {path}, which is not in its list");
            }
        }
        println!("api: {package} shows {n_shown} types and traits of other crates");
    }
    match n_breaches {
        0 => Ok(()),
        n => Err(Failure::check(format!(
            "{n} types are shown that may not be, listed above"
        ))),
    }
}
