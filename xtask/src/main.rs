//! Every check of this repository, one file for each; `cargo xtask` lists them.
//!
//! It depends on little, and compiles in seconds. A command exits 0 when its check holds, 1 when it
//! does not, and 2 when it was called wrongly.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "to print is what a command-line program is for"
)]

mod api;
mod apt;
mod bench;
mod bounded;
mod breaches;
mod browser;
mod captures;
mod chaos;
mod ci;
mod clippy;
mod deny;
mod doc;
mod edges;
mod facts;
mod failure;
mod features;
mod fmt;
mod folder;
mod full_size;
mod fuzz;
mod get;
mod grants;
mod guides;
mod kill;
mod links;
mod locks;
mod machine;
mod measured;
mod minimal;
mod mirror;
mod mock;
mod no_std;
mod not_checked;
mod objects;
mod package;
mod plots;
mod port;
mod postgres;
mod process;
mod programs;
mod random;
mod rules;
mod runs;
mod schemathesis;
mod seed;
mod simulated;
mod soak;
mod sources;
mod startup;
mod structure;
mod subcommand;
mod test;
mod times;
mod tool;
mod trace;
mod unused;
mod venv;
mod weigh;
mod workspace;

use std::env;
use std::process::ExitCode;

use crate::failure::Failure;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

/// All commands, in the order in which `--help` lists them.
const SUBCOMMANDS: [&Subcommand; 35] = [
    &ci::COMMAND,
    &fmt::COMMAND,
    &locks::COMMAND,
    &edges::COMMAND,
    &structure::COMMAND,
    &deny::COMMAND,
    &unused::COMMAND,
    &minimal::COMMAND,
    &api::COMMAND,
    &clippy::COMMAND,
    &features::COMMAND,
    &no_std::COMMAND,
    &doc::COMMAND,
    &links::COMMAND,
    &facts::COMMAND,
    &test::COMMAND,
    &rules::COMMAND,
    &plots::COMMAND,
    &captures::COMMAND,
    &grants::COMMAND,
    &chaos::COMMAND,
    &guides::COMMAND,
    &schemathesis::COMMAND,
    &browser::COMMAND,
    &objects::COMMAND,
    &seed::COMMAND,
    &package::COMMAND,
    &fuzz::COMMAND,
    &breaches::COMMAND,
    &kill::COMMAND,
    &soak::COMMAND,
    &bench::COMMAND,
    &weigh::COMMAND,
    &startup::COMMAND,
    &mock::COMMAND,
];

/// Returns the names of all commands.
fn names() -> [&'static str; SUBCOMMANDS.len()] {
    SUBCOMMANDS.map(|command| command.name)
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}

/// Runs the command that the first argument names.
fn dispatch(arguments: &[String]) -> Result<(), Failure> {
    let Some((name, rest)) = arguments.split_first() else {
        print!("{}", overview());
        return Ok(());
    };
    if is_help(name) {
        print!("{}", overview());
        return Ok(());
    }
    let Some(command) = SUBCOMMANDS.iter().find(|command| command.name == name) else {
        return Err(Failure::usage(format!(
            "there is no command `{name}`; `cargo xtask --help` lists the commands"
        )));
    };
    if rest.iter().any(|argument| is_help(argument)) {
        print!("{}", command.help());
        return Ok(());
    }
    if command.parameters.is_empty()
        && let Some(argument) = rest.first()
    {
        return Err(Failure::usage(format!(
            "`{name}` takes no arguments, but got `{argument}`"
        )));
    }
    (command.run)(&Workspace::load()?, rest)
}

fn is_help(argument: &str) -> bool {
    matches!(argument, "help" | "--help" | "-h")
}

/// The list of commands, one line each.
fn overview() -> String {
    let mut text = String::from(
        "Every check of this repository.\n\nUsage: cargo xtask COMMAND\n\nCommands:\n",
    );
    for command in SUBCOMMANDS {
        text.push_str(&format!("  {:<14}{}\n", command.name, command.about));
    }
    text.push_str("\n`cargo xtask COMMAND --help` says what a command proves.\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_command_is_a_usage_error() {
        let failure = dispatch(&["fnt".to_owned()]).expect_err("there is no such command");
        assert_eq!(failure.exit_code(), 2);
        assert!(failure.to_string().contains("`fnt`"), "{failure}");
    }

    #[test]
    fn an_argument_too_many_is_a_usage_error() {
        let failure = dispatch(&["fmt".to_owned(), "--fix".to_owned()]).expect_err("no arguments");
        assert_eq!(failure.exit_code(), 2);
        assert!(failure.to_string().contains("`--fix`"), "{failure}");
    }

    #[test]
    fn the_overview_has_one_line_for_each_command() {
        let overview = overview();
        for command in SUBCOMMANDS {
            assert!(!command.about.contains('\n'), "{}", command.name);
            assert!(overview.contains(&format!("  {:<14}{}\n", command.name, command.about)));
        }
    }
}
