//! `cargo xtask bench`: measures ours beside its peers, and shows which goals are met.

mod part;

use crate::failure::Failure;
use crate::measured::{self, Machine, Record};
use crate::plots;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

use self::part::{BENCHES, Bench};

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "bench",
    parameters: "[NAME…] [--output table|json] [--record]",
    about: "Measures ours beside its peers, and shows which goals are met",
    details: "\
NAME is decode, transport, schedule, fleet, mock or scale; without a name, all run but scale, which takes minutes and needs
PostgreSQL 15 or later. `decode` counts instructions as well, `transport` weighs programs (`weigh`), `mock` starts one (`mock`).
Each asserts first that ours and its peers give equal answers, then measures both in turn, in the
same run, on the same machine. The figures are nanoseconds where the benchmark does not say
otherwise; the ratio, which is the peer's figure by ours, is what counts. Where a goal is a bound and no
peer, the bound stands in the peer's place.

A goal that is not met does not fail the command: it is shown, and the exit code is 0. A benchmark
that crashes, finds unequal answers or prints no goal does fail it, with 1. An unknown name is refused with 2.

With `--output json`, stdout holds one JSON object a line for each goal, and nothing else:
  {\"goal\":…,\"ours\":…,\"peer\":…,\"ratio\":…,\"goal_ratio\":…,\"met\":…}
With `--record`, they are written to benches/results.jsonl, with the day, the machine and the versions, in place of the
earlier ones of the same NAME, and benches/RESULTS.md and results.svg are made of that file; `plots` makes them too.",
    run,
};

/// How the goals are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Output {
    Table,
    Json,
}

/// What is asked for.
#[derive(Debug)]
struct Asked {
    benches: Vec<&'static Bench>,
    output: Output,
    is_recorded: bool,
}

fn run(workspace: &Workspace, arguments: &[String]) -> Result<(), Failure> {
    let asked = parse_arguments(arguments)?;
    let mut all = Vec::new();
    for bench in asked.benches {
        let mut goals = Vec::new();
        for part in bench.parts {
            for goal in part.measure(workspace)? {
                if asked.output == Output::Json {
                    println!("{}", goal.line());
                }
                goals.push(goal);
            }
        }
        if asked.is_recorded {
            let machine = Machine::here(workspace, bench.peers)?;
            Record::new(bench.name, machine, &goals).keep(workspace.root())?;
        }
        all.extend(goals);
    }
    if asked.output == Output::Table {
        print!("{}", measured::table(&all));
    }
    if asked.is_recorded {
        plots::write_results(workspace)?;
    }
    let n_missed = all.iter().filter(|goal| !goal.met).count();
    if n_missed > 0 {
        eprintln!("bench: {n_missed} of {} goals are not met", all.len());
    }
    Ok(())
}

/// Reads the names, each once, and how to show the goals; without a name, those that take little time.
fn parse_arguments(arguments: &[String]) -> Result<Asked, Failure> {
    let mut benches: Vec<&'static Bench> = Vec::new();
    let mut output = Output::Table;
    let mut is_recorded = false;
    let mut rest = arguments.iter().map(String::as_str);
    while let Some(argument) = rest.next() {
        if argument == "--record" {
            is_recorded = true;
        } else if argument == "--output" {
            output = parse_output(rest.next().unwrap_or_default())?;
        } else if let Some(value) = argument.strip_prefix("--output=") {
            output = parse_output(value)?;
        } else if argument.starts_with('-') {
            return Err(Failure::usage(format!(
                "`bench` has no option `{argument}`; it has `--output` and `--record`"
            )));
        } else if let Some(bench) = BENCHES.iter().find(|bench| bench.name == argument) {
            if !benches.iter().any(|it| it.name == bench.name) {
                benches.push(bench);
            }
        } else {
            return Err(Failure::usage(format!(
                "there is no benchmark `{argument}`; there are {}",
                BENCHES.each_ref().map(|bench| bench.name).join(", ")
            )));
        }
    }
    if benches.is_empty() {
        benches.extend(BENCHES.iter().filter(|bench| bench.is_quick));
    }
    Ok(Asked {
        benches,
        output,
        is_recorded,
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Asked, Failure> {
        let arguments: Vec<String> = arguments.iter().copied().map(str::to_owned).collect();
        parse_arguments(&arguments)
    }

    #[test]
    fn reads_names_and_output() {
        let names = |asked: &Asked| -> Vec<_> { asked.benches.iter().map(|it| it.name).collect() };
        let asked = parsed(&[]).expect("no arguments are fine");
        assert_eq!(
            names(&asked),
            ["decode", "transport", "schedule", "fleet", "mock"]
        );
        assert_eq!((asked.output, asked.is_recorded), (Output::Table, false));
        let words = ["fleet", "--output", "json", "decode", "--record", "fleet"];
        let asked = parsed(&words).expect("all known");
        assert_eq!(names(&asked), ["fleet", "decode"]);
        assert_eq!((asked.output, asked.is_recorded), (Output::Json, true));
        let asked = parsed(&["--output=table", "scale"]).expect("known");
        assert_eq!(
            (names(&asked), asked.output),
            (vec!["scale"], Output::Table)
        );
    }

    #[test]
    fn what_it_does_not_know_is_a_usage_error() {
        for (arguments, part) in [
            (&["speed"][..], "there are decode, transport"),
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
