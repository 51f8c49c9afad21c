//! `cargo xtask bench`: measures ours beside its peers, and shows which goals are met.

mod goal;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::failure::Failure;
use crate::process;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

use self::goal::Goal;

/// The benchmark that is a package of its own, lest its peers' clients change the features of ours. It takes minutes, so
/// it runs only when it is named.
const SCALE: &str = "scale";

/// Where that package is described, from the root of the workspace.
const SCALE_MANIFEST: &str = "xtask/scale/Cargo.toml";

/// The benchmarks that there are to be; each but [`SCALE`] is benches/benches/NAME.rs.
const NAMES: [&str; 7] = [
    "decode",
    "instructions",
    "transport",
    "schedule",
    "fleet",
    "mock",
    SCALE,
];

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "bench",
    parameters: "[NAME…] [--output table|json]",
    about: "Measures ours beside its peers, and shows which goals are met",
    details: "\
NAME is decode, instructions, transport, schedule, fleet, mock or scale; without a name, every benchmark
that exists runs but scale, which takes minutes and needs PostgreSQL 15 or later.
Each asserts first that ours and its peers give equal answers, then measures both in turn, in the
same run, on the same machine. The figures are nanoseconds where the benchmark does not say
otherwise; the ratio, which is the peer's figure by ours, is what counts.

A goal that is not met does not fail the command: it is shown, and the exit code is 0. A benchmark
that crashes, finds unequal answers or prints no goal does fail it, with 1. An unknown name, and one
whose benchmark has not been written, is refused with 2.

With `--output json`, stdout holds one JSON object a line for each goal, and nothing else:
  {\"goal\":…,\"ours\":…,\"peer\":…,\"ratio\":…,\"goal_ratio\":…,\"met\":…}",
    run,
};

/// How the goals are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Output {
    Table,
    Json,
}

fn run(workspace: &Workspace, arguments: &[String]) -> Result<(), Failure> {
    let (mut names, output) = parse_arguments(arguments)?;
    let exists = |name: &str| {
        let path = match name {
            SCALE => SCALE_MANIFEST.to_owned(),
            name => format!("benches/benches/{name}.rs"),
        };
        workspace.root().join(path).is_file()
    };
    if names.is_empty() {
        let is_quick = |name: &&str| *name != SCALE && exists(name);
        names = NAMES.into_iter().filter(is_quick).collect();
    } else if let Some(name) = names.iter().find(|name| !exists(name)) {
        return Err(Failure::usage(format!(
            "the benchmark `{name}` has not been written yet"
        )));
    }

    let mut goals = Vec::new();
    for name in names {
        goals.extend(measure(workspace, name, output)?);
    }
    if output == Output::Table {
        print!("{}", goal::table(&goals));
    }
    let n_missed = goals.iter().filter(|goal| !goal.met).count();
    if n_missed > 0 {
        eprintln!("bench: {n_missed} of {} goals are not met", goals.len());
    }
    Ok(())
}

/// Reads the names, each once and as in [`NAMES`], and how to show the goals.
fn parse_arguments(arguments: &[String]) -> Result<(Vec<&'static str>, Output), Failure> {
    let mut names = Vec::new();
    let mut output = Output::Table;
    let mut rest = arguments.iter().map(String::as_str);
    while let Some(argument) = rest.next() {
        if argument == "--output" {
            output = parse_output(rest.next().unwrap_or_default())?;
        } else if let Some(value) = argument.strip_prefix("--output=") {
            output = parse_output(value)?;
        } else if argument.starts_with('-') {
            return Err(Failure::usage(format!(
                "`bench` has no option `{argument}`; it has `--output`"
            )));
        } else if let Some(name) = NAMES.into_iter().find(|name| *name == argument) {
            if !names.contains(&name) {
                names.push(name);
            }
        } else {
            return Err(Failure::usage(format!(
                "there is no benchmark `{argument}`; there are {}",
                NAMES.join(", ")
            )));
        }
    }
    Ok((names, output))
}

fn parse_output(value: &str) -> Result<Output, Failure> {
    match value {
        "table" => Ok(Output::Table),
        "json" => Ok(Output::Json),
        _ => Err(Failure::usage(format!(
            "`--output` is `table` or `json`, but got `{value}`"
        ))),
    }
}

/// Returns the call that runs a benchmark and makes it print its goals.
fn command(workspace: &Workspace, name: &str) -> Command {
    let mut command = process::cargo(workspace);
    if name == SCALE {
        command
            .args(["run", "--locked", "--release"])
            .args(["--manifest-path", SCALE_MANIFEST])
            .arg("--target-dir")
            .arg(workspace.root().join("target").join(SCALE));
    } else {
        command.args(["bench", "--package", "benches", "--bench", name]);
    }
    command.args(["--", "--goals"]);
    command
}

/// Runs one benchmark and returns its goals; a line that is no goal goes to stderr.
fn measure(workspace: &Workspace, name: &str, output: Output) -> Result<Vec<Goal>, Failure> {
    let mut command = command(workspace, name);
    command.stdout(Stdio::piped());
    let shown = process::shown(&command);
    let failed = |error| Failure::check(format!("can't run `{shown}`: {error}"));

    eprintln!("$ {shown}");
    let mut child = command.spawn().map_err(failed)?;
    let mut goals = Vec::new();
    // A line that can't be read must not leave the child behind, so it is kept for later.
    let mut unreadable = None;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            let line = line.map_err(failed)?;
            if !line.starts_with('{') {
                eprintln!("{line}");
            } else if let Some(goal) = Goal::parse(&line) {
                if output == Output::Json {
                    println!("{line}");
                }
                goals.push(goal);
            } else {
                unreadable = Some(line);
            }
        }
    }
    let status = child.wait().map_err(failed)?;
    if !status.success() {
        return Err(Failure::check(format!("`{shown}` failed: {status}")));
    }
    if let Some(line) = unreadable {
        return Err(Failure::check(format!(
            "the benchmark `{name}` printed a goal that can't be read: {line}"
        )));
    }
    if goals.is_empty() {
        return Err(Failure::check(format!(
            "the benchmark `{name}` printed no goal"
        )));
    }
    Ok(goals)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<(Vec<&'static str>, Output), Failure> {
        let arguments: Vec<String> = arguments.iter().copied().map(str::to_owned).collect();
        parse_arguments(&arguments)
    }

    #[test]
    fn reads_names_and_output() {
        let (names, output) = parsed(&[]).expect("no arguments are fine");
        assert_eq!((names.as_slice(), output), ([].as_slice(), Output::Table));
        let (names, output) =
            parsed(&["fleet", "--output", "json", "decode", "fleet"]).expect("all known");
        assert_eq!(names, ["fleet", "decode"]);
        assert_eq!(output, Output::Json);
        let (_, output) = parsed(&["--output=table"]).expect("known");
        assert_eq!(output, Output::Table);
    }

    #[test]
    fn what_it_does_not_know_is_a_usage_error() {
        for (arguments, part) in [
            (&["speed"][..], "there are decode, instructions"),
            (&["--output", "xml"], "got `xml`"),
            (&["decode", "--output"], "got ``"),
            (&["--quick"], "no option `--quick`"),
        ] {
            let failure = parsed(arguments).expect_err("refused");
            assert_eq!(failure.exit_code(), 2);
            assert!(failure.to_string().contains(part), "{failure}");
        }
    }
}
