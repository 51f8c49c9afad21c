//! `cargo xtask breaches`: a defence that is taken out is missed by its tests, and by no others.

mod breach;
mod copy;
mod suite;

use std::collections::BTreeSet;
use std::time::Instant;

use crate::failure::Failure;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;
use crate::{machine, not_checked};

use self::breach::{Breach, Check, SeenBy, Tests};
use self::copy::Copy;
use self::suite::SUITES;

/// Where the breaches stand.
const FOLDER: &str = "xtask/breaches";

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "breaches",
    parameters: "[NAME…]",
    about: "Breaks each rule on purpose, and checks that its tests or its check say so",
    details: "\
A breach is a patch in xtask/breaches, with a line above it that says what it does (`breach`). NAME is that of the patch's
file; without a name, all of them run, each applied to a copy of the workspace in target/breaches, and taken back.

Where a patch takes a defence out, `threat` says what that is for, and `fails` which test must fail; where more of the
package's tests see it, each has a line, and the first is the one in the table of threats. The unit and integration tests of
the package that is patched run; which of them take too long or prove what is another crate's, xtask/src/breaches/suite.rs
leaves out. Proves that the named tests fail and every other one passes, and, by a run without a breach before all others,
that all of them pass where nothing is taken out.

Where it breaks another rule, `check` is the command of xtask that must fail, and `says` what a line that it writes must
hold: the name of the rule (and `unless` what it says where it can't look); that the command holds without the breach is for `ci` to show. Every check of `ci` has one such breach at least, but for `test`, which has the defences.

A patch that no longer applies or compiles is a failure too.",
    run,
};

fn run(workspace: &Workspace, names: &[String]) -> Result<(), Failure> {
    let mut breaches = chosen(Breach::read_all(&workspace.root().join(FOLDER))?, names)?;
    // Those of a package together, as what is built of it is built again whenever another had its turn.
    breaches.sort_by_key(|it| it.tests().map(|tests| tests.suite.package));
    let copy = Copy::make(
        workspace,
        workspace.root().join("target/breaches/workspace"),
    )?;
    for suite in &SUITES {
        let is_needed = |it: &Breach| it.tests().is_some_and(|tests| tests.suite == suite);
        if !breaches.iter().any(is_needed) {
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
    copy.share_installed(workspace)?;
    let (mut missed, mut n_unchecked) = (Vec::new(), 0);
    for breach in &breaches {
        if let SeenBy::Check(check) = &breach.seen_by
            && machine::lacks(workspace, &check.command[0])
        {
            n_unchecked += 1;
            let command = check.command.join(" ");
            not_checked::tell(&format!(
                "the breach {}, as `{command}` can't be run",
                breach.name
            ));
            continue;
        }
        let start = Instant::now();
        copy.breach(&breach.path)?;
        let seen = match &breach.seen_by {
            SeenBy::Tests(tests) => by_tests(workspace, &copy, tests),
            SeenBy::Check(check) => by_check(workspace, &copy, check),
        };
        copy.mend(workspace, &breach.path)?;
        let name = format!("{:<26} {:>4} s", breach.name, start.elapsed().as_secs());
        match seen.map_err(|failure| Failure::check(format!("{}: {failure}", breach.name)))? {
            Seen::Caught(what) => println!("breaches: caught  {name}  {what}"),
            Seen::Unchecked => {
                n_unchecked += 1;
                not_checked::tell(&format!("the breach {}", breach.name));
            }
            Seen::Missed(why) => {
                println!("breaches: MISSED  {name}  {why}");
                missed.push(format!("{}: {why}", breach.name));
            }
        }
    }
    let tests: Vec<&Tests> = breaches.iter().filter_map(Breach::tests).collect();
    let threats: BTreeSet<&str> = tests.iter().map(|tests| &*tests.threat).collect();
    println!(
        "breaches: {} defences against {} threats taken out, and {} other rules broken: {} not seen as they should be",
        tests.len(),
        threats.len(),
        breaches.len() - tests.len() - n_unchecked,
        missed.len()
    );
    if missed.is_empty() {
        return Ok(());
    }
    // All again: what was said of them is far above by now.
    Err(Failure::check(format!(
        "{} breaches are not caught as they should be:\n{}",
        missed.len(),
        missed.join("\n")
    )))
}

/// What came of a breach.
enum Seen {
    /// By whom.
    Caught(String),
    /// The check says that it does not check this here.
    Unchecked,
    /// What happened instead.
    Missed(String),
}

/// Proves that just the named tests fail.
fn by_tests(workspace: &Workspace, copy: &Copy, tests: &Tests) -> Result<Seen, Failure> {
    let failed = tests.suite.failed_tests(workspace, copy)?;
    if failed == BTreeSet::from_iter(tests.fails.clone()) {
        let others = match tests.fails.len() {
            1 => String::new(),
            n => format!(", and {} more", n - 1),
        };
        return Ok(Seen::Caught(format!("{}{others}", tests.fails[0])));
    }
    let failed = Vec::from_iter(failed).join(", ");
    Ok(Seen::Missed(format!("these tests fail: [{failed}]")))
}

/// Proves that the check fails, with a line that names the rule.
fn by_check(workspace: &Workspace, copy: &Copy, check: &Check) -> Result<Seen, Failure> {
    let log = workspace.root().join("target/breaches/check.log");
    let (held, said) = copy.check(&check.command, &log)?;
    let command = check.command.join(" ");
    let line = said.lines().find(|line| tells(line, &check.says));
    Ok(match line {
        Some(line) if !held => Seen::Caught(format!("by `{command}`: {}", line.trim())),
        _ if held && is_left_out(&said, check) => Seen::Unchecked,
        _ => Seen::Missed(format!(
            "`{command}` {}, and its last words are\n{}",
            if held { "holds" } else { "fails" },
            last_words(&said)
        )),
    })
}

/// Tells whether a check says that it can't look here for what is broken.
fn is_left_out(said: &str, check: &Check) -> bool {
    let Some(unless) = &check.unless else {
        return false;
    };
    let mut lines = said.lines();
    lines.any(|line| line.contains(not_checked::HEAD) && line.contains(unless))
}

/// Returns the end of what a check said, of which the longest lines, a linker's, must not hide the rest.
fn last_words(said: &str) -> String {
    const LINES: usize = 24;
    const LENGTH: usize = 200;
    let mut lines: Vec<String> = said
        .lines()
        .rev()
        .take(LINES)
        .map(|line| match line.char_indices().nth(LENGTH) {
            Some((end, _)) => format!("{} ...", &line[..end]),
            None => line.to_owned(),
        })
        .collect();
    lines.reverse();
    lines.join("\n")
}

/// Tells whether a line complains of a rule, rather than say what is run or what holds.
fn tells(line: &str, rule: &str) -> bool {
    let is_complaint = !["$ ", "ok ", "test result"]
        .iter()
        .any(|it| line.starts_with(it));
    is_complaint && line.contains(rule)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_is_a_usage_error() {
        let failure = chosen(Vec::new(), &["leak".to_owned()]).expect_err("there is none");
        assert_eq!(failure.exit_code(), 2);
    }

    #[test]
    fn what_is_run_and_what_holds_is_no_complaint() {
        assert!(tells("test a::b ... FAILED", "a::b ... FAILED"));
        for line in ["$ cargo test a::b", "ok      a::b", "test c ... FAILED"] {
            assert!(!tells(line, "a::b"), "{line}");
        }
    }

    #[test]
    fn last_words_hold_what_follows_a_long_line() {
        let said = format!("first\n{}{}\nlast", "a line\n".repeat(30), "é".repeat(5000));
        let words = last_words(&said);
        assert!(!words.contains("first"), "{words}");
        assert!(words.ends_with("é ...\nlast"), "{words}");
        assert!(words.len() < 1000, "{}", words.len());
    }

    #[test]
    fn every_breach_has_its_row_in_a_table_of_threats() {
        let workspace = Workspace::load().expect("the tests run inside it");
        let breaches = Breach::read_all(&workspace.root().join(FOLDER)).expect("all can be read");
        for suite in &SUITES {
            let table = workspace.root().join(suite.table());
            let table = std::fs::read_to_string(table).expect("it stands there");
            let of_suite = breaches.iter().filter_map(|breach| {
                let tests = breach.tests().filter(|tests| tests.suite == suite)?;
                Some((&breach.name, tests))
            });
            let mut n_breaches = 0;
            for (name, Tests { threat, fails, .. }) in of_suite {
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

    #[test]
    fn every_check_of_ci_has_a_breach() {
        let workspace = Workspace::load().expect("the tests run inside it");
        let breaches = Breach::read_all(&workspace.root().join(FOLDER)).expect("all can be read");
        let checked: BTreeSet<&str> = breaches
            .iter()
            .filter_map(|breach| match &breach.seen_by {
                SeenBy::Check(check) => check.command.first().map(|it| &**it),
                SeenBy::Tests(_) => None,
            })
            .collect();
        // The defences are broken for the tests; and who would catch a breach of this?
        let others = ["breaches", "test"];
        let steps = BTreeSet::from_iter(crate::ci::steps());
        let without: Vec<_> = steps
            .iter()
            .filter(|step| !checked.contains(*step) && !others.contains(step))
            .collect();
        assert!(without.is_empty(), "{without:?} have no breach");
        assert!(checked.is_subset(&steps), "{checked:?}");
    }

    #[test]
    fn every_invariant_names_breaches_that_exist() {
        let workspace = Workspace::load().expect("the tests run inside it");
        let breaches = Breach::read_all(&workspace.root().join(FOLDER)).expect("all can be read");
        let page = std::fs::read_to_string(workspace.root().join("ARCHITECTURE.md"));
        let page = page.expect("it stands there");
        let (_, table) = page.split_once("\n## Invariants\n").expect("its heading");
        let table = table.split("\n## ").next().unwrap_or_default();
        let rows: Vec<&str> = table
            .lines()
            .filter(|line| line.starts_with("| "))
            .collect();
        assert!(rows.len() > 20, "{}", rows.len());
        // The head is none, nor is the line below it.
        for row in &rows[2..] {
            let last = row
                .trim_end_matches(" |")
                .rsplit(" | ")
                .next()
                .expect("a cell");
            let mut names = last.split('`').skip(1).step_by(2).peekable();
            assert!(names.peek().is_some(), "no breach: {row}");
            for name in names {
                assert!(breaches.iter().any(|it| it.name == name), "{name}: {row}");
            }
        }
    }
}
