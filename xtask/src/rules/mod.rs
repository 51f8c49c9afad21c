//! `cargo xtask rules`: every rule of the poller is shown by traces or tests that exist.

mod check;
mod evidence;
mod folder;
mod table;

use std::collections::BTreeSet;
use std::fs;

use crate::failure::Failure;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

use self::evidence::Evidence;
use self::folder::Folder;

/// The folder of the crate.
const CRATE: &str = "crates/grok-video-poller";

/// The page of its rules.
const PAGE: &str = "crates/grok-video-poller/RULES.md";

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "rules",
    parameters: "",
    about: "Checks that every rule of the poller is shown by traces or tests that exist",
    details: "\
The rules stand in crates/grok-video-poller/RULES.md, in tables with the head `| rule | traces |` or
`| defect | traces |`.
The second cell of a row holds, with commas between:

  `NAME`             a trace, the file traces/NAME.trace; also as a link, [`NAME`](traces/NAME.trace)
  test:MODULE::NAME  a test of the crate, the function NAME in tests/it/MODULE.rs or
                     tests/it/MODULE/mod.rs; also between marks of code
  test:compile_fail  the examples in the crate's documentation that must not compile

Proves that no rule is without a trace or a test, that each that is named exists, that every file in
traces/ is named by a rule, and that each begins with a comment. Whether a trace shows the rule, a
reader has to judge; that the poller behaves as the trace says, the tests of the crate prove.",
    run,
};

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    let path = workspace.root().join(PAGE);
    let page = fs::read_to_string(&path)
        .map_err(|error| Failure::check(format!("can't read {}: {error}", path.display())))?;
    let folder = Folder::read(&workspace.root().join(CRATE))?;

    let (rules, mut complaints) = table::parse(&page);
    complaints.extend(check::named(&rules, &folder));
    complaints.extend(check::traces(&rules, &folder));
    for complaint in &complaints {
        eprintln!("rules: {complaint}");
    }
    if !complaints.is_empty() {
        return Err(Failure::check(format!(
            "{PAGE} and what it names differ in {} places, listed above",
            complaints.len()
        )));
    }
    let tests: BTreeSet<&Evidence> = rules
        .iter()
        .flat_map(|rule| &rule.evidence)
        .filter(|evidence| !matches!(evidence, Evidence::Trace(_)))
        .collect();
    println!(
        "rules: {} rules, {} traces, {} tests",
        rules.len(),
        folder.traces.len(),
        tests.len()
    );
    Ok(())
}
