//! `cargo xtask fuzz`: the decoder does what its specification says, whatever it is given.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::process;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

/// The package of the fuzz targets, which is a workspace of its own.
const MANIFEST: &str = "fuzz/Cargo.toml";

const TARGET: &str = "decode";

/// What makes the compiler count which edges of the program a body takes, without nightly.
const INSTRUMENTED: &[&str] = &[
    "--cfg=fuzzing",
    "-Ccodegen-units=1",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

/// Marks the bytes that follow as a body with HTTP 200: see `Body::fuzzed`.
const RAW_BODY: u8 = 1;

pub(crate) const COMMAND: Subcommand = Subcommand {
    name: "fuzz",
    parameters: "[--smoke | --seconds N --cases N]",
    about: "Holds the decoder against its specification, on generated and on fuzzed bodies",
    details: "\
Runs two things, both optimized; without arguments they take more than an hour, with `--smoke` a
minute:
- The tests of `conformance`, with 10 million generated bodies (`--cases`; 100,000 in a smoke run)
  and with every truncation of every fixture and each of its bytes changed to every other.
- The fuzz target `decode`, on libFuzzer, for an hour (`--seconds`; 30 in a smoke run). It starts
  from `fixtures/` and from what earlier runs found, which stays in target/fuzz/corpus.

A difference or a panic is a failure; a body that shows one stays in target/fuzz/artifacts. It takes
a C++ compiler, which builds libFuzzer, but neither nightly nor cargo-fuzz.",
    run,
};

/// How much is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Effort {
    seconds: u32,
    cases: u32,
}

const FULL: Effort = Effort {
    seconds: 3600,
    cases: 10_000_000,
};
const SMOKE: Effort = Effort {
    seconds: 30,
    cases: 100_000,
};

fn run(workspace: &Workspace, arguments: &[String]) -> Result<(), Failure> {
    let effort = parse_arguments(arguments)?;
    process::run(
        process::cargo(workspace)
            .args(["test", "--release", "--package", "conformance"])
            .args(["--", "--include-ignored"])
            .env("PROPTEST_CASES", effort.cases.to_string()),
    )?;

    let folder = workspace.root().join("target/fuzz");
    let host = process::host()?;
    process::run(
        process::cargo(workspace)
            .args([
                "build",
                "--release",
                "--locked",
                "--manifest-path",
                MANIFEST,
            ])
            // Naming the target keeps build scripts from being instrumented.
            .args(["--bin", TARGET, "--target", &host, "--target-dir"])
            .arg(&folder)
            .env("CARGO_ENCODED_RUSTFLAGS", INSTRUMENTED.join("\u{1f}")),
    )?;
    let corpus = folder.join("corpus").join(TARGET);
    let artifacts = folder.join("artifacts").join(TARGET);
    for folder in [&corpus, &artifacts] {
        fs::create_dir_all(folder).map_err(|error| cannot("make", folder, &error))?;
    }
    sow(&workspace.root().join("fixtures"), &corpus)?;
    let program = folder.join(&host).join("release").join(TARGET);
    process::run(
        Command::new(program)
            .arg(&corpus)
            .arg(format!("-max_total_time={}", effort.seconds))
            .arg(format!("-artifact_prefix={}/", artifacts.display()))
            .args(["-max_len=2048", "-timeout=10", "-print_final_stats=1"])
            .args(["-verbosity=0", "-print_pcs=0"]),
    )
}

fn parse_arguments(arguments: &[String]) -> Result<Effort, Failure> {
    let mut effort = FULL;
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let field = match argument.as_str() {
            "--smoke" if arguments.len() == 1 => return Ok(SMOKE),
            "--seconds" => &mut effort.seconds,
            "--cases" => &mut effort.cases,
            _ => {
                return Err(Failure::usage(format!(
                    "`fuzz` takes `--smoke` alone, or `--seconds N` and `--cases N`, but got `{argument}`"
                )));
            }
        };
        let value = rest.next().map_or("", String::as_str);
        *field = match value.parse() {
            Ok(number) if number > 0 => number,
            _ => {
                return Err(Failure::usage(format!(
                    "`{argument}` takes a whole number above 0, but got `{value}`"
                )));
            }
        };
    }
    Ok(effort)
}

/// Puts every body of `fixtures` into the corpus.
fn sow(fixtures: &Path, corpus: &Path) -> Result<(), Failure> {
    for folder in entries(fixtures)?.iter().filter(|path| path.is_dir()) {
        for file in entries(folder)? {
            let body = fs::read(&file).map_err(|error| cannot("read", &file, &error))?;
            let name = format!("{}-{}", file_name(folder), file_name(&file));
            let seed = corpus.join(name);
            let bytes = [&[RAW_BODY], body.as_slice()].concat();
            fs::write(&seed, bytes).map_err(|error| cannot("write", &seed, &error))?;
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |error| cannot("read", folder, &error);
    fs::read_dir(folder)
        .map_err(failed)?
        .map(|entry| entry.map(|entry| entry.path()).map_err(failed))
        .collect()
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn cannot(act: &str, path: &Path, error: &std::io::Error) -> Failure {
    Failure::check(format!("can't {act} {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Effort, Failure> {
        let arguments: Vec<String> = arguments.iter().copied().map(str::to_owned).collect();
        parse_arguments(&arguments)
    }

    #[test]
    fn reads_how_much_to_try() {
        assert_eq!(parsed(&[]).expect("no arguments are fine"), FULL);
        assert_eq!(parsed(&["--smoke"]).expect("known"), SMOKE);
        let effort = parsed(&["--cases", "5", "--seconds", "7"]).expect("known");
        assert_eq!((effort.cases, effort.seconds), (5, 7));
    }

    #[test]
    fn what_it_does_not_know_is_a_usage_error() {
        for (arguments, part) in [
            (&["--smoke", "--cases", "5"][..], "`--smoke` alone"),
            (&["--forever"], "got `--forever`"),
            (&["--seconds"], "got ``"),
            (&["--cases", "0"], "got `0`"),
        ] {
            let failure = parsed(arguments).expect_err("refused");
            assert_eq!(failure.exit_code(), 2);
            assert!(failure.to_string().contains(part), "{failure}");
        }
    }
}
