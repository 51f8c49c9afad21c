//! `cargo xtask structure`: files are short, nothing stands twice, and no two files need each other.

mod circles;
mod module;
mod names;
mod pure;
mod repeats;
mod sizes;
mod tree;

use crate::failure::Failure;
use crate::sources::Sources;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "structure",
    parameters: "",
    about: "Checks that files are short, nothing stands twice, no files form a circle, and what decides is pure",
    details: "\
Reads every file of Rust, JavaScript, CSS, Python and shell outside of target/ and node_modules/.
Proves that
- none has more than 400 lines;
- no run of more than 12 lines stands in two places, where blank lines, comments, imports and lines without a
  letter or digit are passed over, and white space at the ends does not count;
- types, the poller's core, the logic of saving, the rules of the ledger and the mock's world name no clock, socket, thread, task
  or source of chance;
- in no crate, its tests, benchmarks and examples included, files need each other in a circle: one file needs another
  where a `use` or a path of its code leads to what stands there. A name that a module only hands on belongs to the
  file that defines it. A module may use what the modules around it have, so that is no need; and what stands under
  `#[cfg(test)]` within a file is left out.

What only macros name is not seen, nor is a run that stands twice with other names.",
    run,
};

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    let sources = Sources::code(workspace.root())?;
    let mut complaints = sizes::complaints(&sources);
    complaints.extend(repeats::complaints(&sources));
    complaints.extend(pure::complaints(&sources));
    let (n_crates, circles) = circles::complaints(&sources)?;
    complaints.extend(circles);
    for complaint in &complaints {
        eprintln!("structure: {complaint}");
    }
    match complaints.len() {
        0 => {
            println!(
                "structure: {} files, {n_crates} crates and programs: none too long, nothing twice, no circle, what decides is pure",
                sources.files().len()
            );
            Ok(())
        }
        n => Err(Failure::check(format!(
            "{n} rules of structure are broken, listed above"
        ))),
    }
}
