//! `cargo xtask ci`: all checks, the quick ones first.

use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;
use crate::{
    api, breaches, browser, captures, chaos, clippy, deny, doc, edges, facts, features, fmt, fuzz,
    grants, guides, links, locks, machine, minimal, no_std, not_checked, objects, package, plots,
    rules, schemathesis, seed, structure, test, unused,
};

/// The checks in the order in which they run, with their arguments.
const STEPS: [(&Subcommand, &[&str]); 28] = [
    (&locks::COMMAND, &[]),
    (&fmt::COMMAND, &[]),
    (&structure::COMMAND, &[]),
    (&links::COMMAND, &[]),
    (&facts::COMMAND, &[]),
    (&edges::COMMAND, &[]),
    (&deny::COMMAND, &[]),
    (&unused::COMMAND, &[]),
    (&minimal::COMMAND, &[]),
    (&api::COMMAND, &[]),
    (&clippy::COMMAND, &[]),
    (&features::COMMAND, &[]),
    (&no_std::COMMAND, &[]),
    (&doc::COMMAND, &[]),
    (&test::COMMAND, &[]),
    (&rules::COMMAND, &[]),
    (&plots::COMMAND, &["--check"]),
    (&captures::COMMAND, &["--check"]),
    (&seed::COMMAND, &[]),
    (&guides::COMMAND, &[]),
    (&schemathesis::COMMAND, &[]),
    (&browser::COMMAND, &[]),
    (&objects::COMMAND, &[]),
    (&grants::COMMAND, &[]),
    (&chaos::COMMAND, &[]),
    (&package::COMMAND, &[]),
    (&breaches::COMMAND, &[]),
    (&fuzz::COMMAND, &["--smoke"]),
];

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "ci",
    parameters: "",
    about: "Runs every check, and stops at the first that fails",
    details: "\
What is quickly told comes before what takes long; of plots and captures only what compares runs, of fuzz a smoke run.
It closes with one line for each: whether it held, and the time it took. Nothing is measured: `test` runs each
benchmark once, `bench` is for a quiet machine.

What the checks need of the machine beside Rust is installed first, where this runs as root on Debian or its like. Where
something is missing then that the tests need, nothing begins; a check that needs something else is left out, and a line
says NOT CHECKED, there and at the end.",
    run,
};

/// Returns the names of the checks, in order.
#[cfg(test)]
pub(crate) fn steps() -> impl Iterator<Item = &'static str> {
    STEPS.iter().map(|(step, _)| step.name)
}

fn run(workspace: &Workspace, _: &[String]) -> Result<(), Failure> {
    let start = Instant::now();
    let mut summary = String::new();
    machine::prepare(workspace)?;
    let mut n_left_out = 0;
    for (step, arguments) in STEPS {
        let arguments: Vec<String> = arguments.iter().copied().map(str::to_owned).collect();
        eprintln!("\nci: {}", step.name);
        if machine::lacks(workspace, step.name) {
            n_left_out += 1;
            summary.push_str(&line(step.name, "LEFT OUT", Duration::ZERO));
            continue;
        }
        let step_start = Instant::now();
        let result = (step.run)(workspace, &arguments);
        let word = if result.is_ok() { "ok" } else { "FAILED" };
        summary.push_str(&line(step.name, word, step_start.elapsed()));
        if let Err(failure) = result {
            close(&summary);
            return Err(Failure::check(format!(
                "ci stopped at `{}`: {failure}\nxtask: `cargo xtask {}` runs this step alone",
                step.name, step.name
            )));
        }
    }
    let (name, word) = match n_left_out {
        0 => ("all", "ok"),
        _ => ("all others", "ok"),
    };
    summary.push_str(&line(name, word, start.elapsed()));
    close(&summary);
    Ok(())
}

/// Prints the summary, and all that was not checked.
fn close(summary: &str) {
    println!("\n{}", summary.trim_end());
    for what in not_checked::all() {
        println!("ci: {what}");
    }
}

/// One line of the summary, in columns.
fn line(name: &str, word: &str, time: Duration) -> String {
    format!("ci: {name:<13}{word:<9}{:>7.1} s\n", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_name_word_and_time() {
        let line = line("fmt", "ok", Duration::from_millis(1250));
        assert_eq!(line, "ci: fmt          ok           1.2 s\n");
    }
}
