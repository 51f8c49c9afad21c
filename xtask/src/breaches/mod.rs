//! `cargo xtask breaches`: a defence that is taken out is missed by its tests, and by no others.

mod breach;
mod copy;
mod suite;

use std::collections::BTreeSet;

use crate::failure::Failure;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

use self::breach::Breach;
use self::copy::Copy;
use self::suite::SUITES;

/// Where the breaches stand.
const FOLDER: &str = "xtask/breaches";

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "breaches",
    parameters: "[NAME…]",
    about: "Takes each defence of the transport and of saving out, and checks that just its tests fail",
    details: "\
A breach is a patch in xtask/breaches with three lines above it: `threat`, what the defence is for,
`breach`, what the patch does, and `fails`, the test that must fail; where more of the package's tests
see it, each has a line, and the first is the one in the table of threats. NAME is that of the patch's
file; without a name, all of them run.

Each is applied to a copy of the workspace in target/breaches, all tests of the package that it
patches run there (unit, integration and documentation; of grok-video-save without those that kill it),
and the patch is taken back. Proves that the named tests fail and every other one passes, and, by a run
without a breach before all others, that all of them pass where nothing is taken out. A patch that no
longer applies or compiles is a failure too.",
    run,
};

fn run(workspace: &Workspace, names: &[String]) -> Result<(), Failure> {
    let breaches = chosen(Breach::read_all(&workspace.root().join(FOLDER))?, names)?;
    let copy = Copy::make(
        workspace,
        workspace.root().join("target/breaches/workspace"),
    )?;
    for suite in &SUITES {
        if !breaches.iter().any(|breach| breach.suite == suite) {
            continue;
        }
        let failed = suite.failed_tests(workspace, &copy)?;
        if !failed.is_empty() {
            let failed = Vec::from_iter(failed).join(", ");
            return Err(Failure::check(format!(
                "without a breach, these tests fail: {failed}"
            )));
        }
    }
    let mut complaints = 0;
    for breach in &breaches {
        let failed = breached(workspace, &copy, breach)?;
        let is_caught = failed == BTreeSet::from_iter(breach.fails.clone());
        let word = if is_caught { "caught" } else { "MISSED" };
        let others = match breach.fails.len() {
            1 => String::new(),
            n => format!(", and {} more", n - 1),
        };
        println!(
            "breaches: {word:<7} {:<24} {}{others}",
            breach.name, breach.fails[0]
        );
        if !is_caught {
            complaints += 1;
            let failed = Vec::from_iter(failed).join(", ");
            eprintln!("breaches: {}: these tests fail: [{failed}]", breach.name);
        }
    }
    let threats: BTreeSet<&str> = breaches.iter().map(|breach| &*breach.threat).collect();
    println!(
        "breaches: {} defences against {} threats taken out, {complaints} not missed by just their tests",
        breaches.len(),
        threats.len()
    );
    match complaints {
        0 => Ok(()),
        n => Err(Failure::check(format!(
            "{n} breaches are not caught as they should be"
        ))),
    }
}

/// Returns the breaches with these names, or all where there is no name.
fn chosen(breaches: Vec<Breach>, names: &[String]) -> Result<Vec<Breach>, Failure> {
    for name in names {
        if !breaches.iter().any(|breach| breach.name == *name) {
            return Err(Failure::usage(format!(
                "there is no breach `{name}` in {FOLDER}"
            )));
        }
    }
    let is_chosen = |breach: &Breach| names.is_empty() || names.contains(&breach.name);
    Ok(breaches.into_iter().filter(is_chosen).collect())
}

/// Returns the tests that fail with the breach; the copy is as it was afterwards.
fn breached(
    workspace: &Workspace,
    copy: &Copy,
    breach: &Breach,
) -> Result<BTreeSet<String>, Failure> {
    copy.apply(&breach.path, false)?;
    let failed = breach.suite.failed_tests(workspace, copy);
    copy.apply(&breach.path, true)?;
    failed.map_err(|failure| Failure::check(format!("{}: {failure}", breach.name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_is_a_usage_error() {
        let failure = chosen(Vec::new(), &["leak".to_owned()]).expect_err("there is none");
        assert_eq!(failure.exit_code(), 2);
    }

    #[test]
    fn every_breach_has_its_row_in_a_table_of_threats() {
        let workspace = Workspace::load().expect("the tests run inside it");
        let breaches = Breach::read_all(&workspace.root().join(FOLDER)).expect("all can be read");
        for suite in &SUITES {
            let table = workspace.root().join(suite.table());
            let table = std::fs::read_to_string(table).expect("it stands there");
            let breaches = breaches.iter().filter(|breach| breach.suite == suite);
            let mut n_breaches = 0;
            for Breach {
                name,
                threat,
                fails,
                ..
            } in breaches
            {
                let row = format!("| `{}` | `{name}` |", fails[0]);
                let mut rows = table.lines().filter(|line| line.ends_with(&row));
                let found = rows.next().expect(&row);
                assert!(found.starts_with(&format!("| {threat} | ")), "{found}");
                n_breaches += 1;
            }
            assert_eq!(
                table.matches("` | `").count(),
                n_breaches,
                "{}",
                suite.package
            );
        }
    }
}
