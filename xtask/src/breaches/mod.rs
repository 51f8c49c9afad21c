//! `cargo xtask breaches`: a defence that is taken out is missed by its test, and by no other.

mod breach;
mod copy;

use std::collections::BTreeSet;

use crate::failure::Failure;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

use self::breach::Breach;
use self::copy::Copy;

/// Where the breaches stand.
const FOLDER: &str = "xtask/breaches";
/// The library's own tests, those in tests/it, and the documentation's.
const N_BINARIES: usize = 3;

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "breaches",
    parameters: "[NAME…]",
    about: "Takes each defence of the transport out, and checks that just its test fails",
    details: "\
A breach is a patch in xtask/breaches with three lines above it: `threat`, what the defence is for,
`breach`, what the patch does, and `fails`, the test that must fail. NAME is that of its file; without
a name, all of them run.

Each is applied to a copy of the workspace in target/breaches, all tests of grok-video-transport run
there (unit, integration and documentation), and the patch is taken back. Proves that the named test
fails and every other one passes, and, by a run without a breach before all others, that all of them
pass where nothing is taken out. A patch that no longer applies or compiles is a failure too.",
    run,
};

fn run(workspace: &Workspace, names: &[String]) -> Result<(), Failure> {
    let breaches = chosen(Breach::read_all(&workspace.root().join(FOLDER))?, names)?;
    let copy = Copy::make(
        workspace,
        workspace.root().join("target/breaches/workspace"),
    )?;
    let failed = failed_tests(workspace, &copy)?;
    if !failed.is_empty() {
        let failed = Vec::from_iter(failed).join(", ");
        return Err(Failure::check(format!(
            "without a breach, these tests fail: {failed}"
        )));
    }
    let mut complaints = 0;
    for breach in &breaches {
        let failed = breached(workspace, &copy, breach)?;
        let is_caught = failed.len() == 1 && failed.contains(&breach.fails);
        let word = if is_caught { "caught" } else { "MISSED" };
        println!("breaches: {word:<7} {:<24} {}", breach.name, breach.fails);
        if !is_caught {
            complaints += 1;
            let failed = Vec::from_iter(failed).join(", ");
            eprintln!("breaches: {}: these tests fail: [{failed}]", breach.name);
        }
    }
    let threats: BTreeSet<&str> = breaches.iter().map(|breach| &*breach.threat).collect();
    println!(
        "breaches: {} defences against {} threats taken out, {complaints} not missed by just their test",
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
    let failed = failed_tests(workspace, copy);
    copy.apply(&breach.path, true)?;
    failed.map_err(|failure| Failure::check(format!("{}: {failure}", breach.name)))
}

/// Runs the transport's tests in the copy, and returns those that fail.
fn failed_tests(workspace: &Workspace, copy: &Copy) -> Result<BTreeSet<String>, Failure> {
    let output = copy
        .cargo(workspace)
        .args([
            "test",
            "--no-fail-fast",
            "--package",
            "grok-video-transport",
        ])
        .args(["--features", "tracing"])
        .env("RUST_BACKTRACE", "0")
        .output()
        .map_err(|error| Failure::check(format!("can't start the tests: {error}")))?;
    let said = String::from_utf8_lossy(&output.stdout);
    let failed: BTreeSet<String> = said
        .lines()
        .filter_map(failed_test)
        .map(str::to_owned)
        .collect();
    let n_ended = said
        .lines()
        .filter(|line| line.starts_with("test result: "))
        .count();
    if n_ended == N_BINARIES && output.status.success() == failed.is_empty() {
        return Ok(failed);
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    Err(Failure::check(format!(
        "the tests did not come to an end:\n{complaint}{said}"
    )))
}

/// Returns the test that a line tells to have failed.
fn failed_test(line: &str) -> Option<&str> {
    line.strip_prefix("test ")?.strip_suffix(" ... FAILED")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_tests_that_failed() {
        assert_eq!(failed_test("test a::b ... FAILED"), Some("a::b"));
        for line in [
            "test a::b ... ok",
            "test result: FAILED. 1 passed; 1 failed",
            "    a::b",
        ] {
            assert_eq!(failed_test(line), None, "{line}");
        }
    }

    #[test]
    fn an_unknown_name_is_a_usage_error() {
        let failure = chosen(Vec::new(), &["leak".to_owned()]).expect_err("there is none");
        assert_eq!(failure.exit_code(), 2);
    }

    #[test]
    fn every_breach_has_its_row_in_the_table_of_threats() {
        let workspace = Workspace::load().expect("the tests run inside it");
        let breaches = Breach::read_all(&workspace.root().join(FOLDER)).expect("all can be read");
        let table = workspace
            .root()
            .join("crates/grok-video-transport/THREATS.md");
        let table = std::fs::read_to_string(table).expect("it stands there");
        for Breach {
            name,
            threat,
            fails,
            ..
        } in &breaches
        {
            let row = format!("| `{fails}` | `{name}` |");
            let mut rows = table.lines().filter(|line| line.ends_with(&row));
            let found = rows.next().expect(&row);
            assert!(found.starts_with(&format!("| {threat} | ")), "{found}");
        }
        assert_eq!(table.matches("` | `").count(), breaches.len());
    }
}
