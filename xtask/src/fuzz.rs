//! `cargo xtask fuzz`: what strangers send is taken for what it is, whatever it is.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::failure::Failure;
use crate::process;
use crate::subcommand::Subcommand;
use crate::workspace::Workspace;

/// The package of the fuzz targets, which is a workspace of its own.
const MANIFEST: &str = "fuzz/Cargo.toml";

/// One program of that package.
struct Target {
    name: &'static str,
    /// The longest input that is tried.
    max_len: usize,
    /// What is tried first, beside what earlier runs found.
    seeds: &'static [&'static [u8]],
}

const TARGETS: [Target; 3] = [
    Target {
        name: DECODE,
        max_len: 2048,
        seeds: &[],
    },
    Target {
        name: "walk",
        max_len: 512,
        seeds: &[
            b"\x05\0\0\0\x10ftypisom\0\0\x02\0\0\0\0\x08moov\0\0\0\x0amdat\xff\xd8",
            b"\x01\0\0\0\x08ftyp\0\0\0\x08moov\0\0\0\x08moof\0\0\0\0mdatto the end",
            b"\x07\0\0\0\x08ftyp\0\0\0\x01mdat\0\0\0\0\0\0\0\x11x\0\0\0\x08moov",
            b"\x03<html></html>",
        ],
    },
    Target {
        name: "stem",
        max_len: 256,
        seeds: &[
            b"video_fd35ee52-1fd4",
            b"com1.x",
            b"-.~",
            "\u{732b}:*".as_bytes(),
        ],
    },
];

/// The target that starts from `fixtures/`.
const DECODE: &str = "decode";

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
    about: "Holds decoder, MP4 walk and file names against their specifications, on fuzzed inputs",
    details: "\
Runs two things, both optimized; without arguments they take more than three hours, with `--smoke` two
minutes:
- The tests of `conformance`, with 10 million generated bodies (`--cases`; 100,000 in a smoke run)
  and with every truncation of every fixture and each of its bytes changed to every other.
- Three fuzz targets on libFuzzer, each for an hour (`--seconds`; 30 in a smoke run). `decode` holds the
  decoder to its specification and starts from `fixtures/`; `walk` holds the walk over an MP4, in pieces,
  to a look at the whole; `stem` checks that an id becomes one segment of a path and one safe file name.
  What earlier runs found stays in target/fuzz/corpus, and is tried first.

A difference or a panic is a failure; an input that shows one stays in target/fuzz/artifacts. It takes
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
            .args(["test", "--profile", "checked", "--package", "conformance"])
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
            // Naming the host keeps build scripts from being instrumented.
            .args(["--bins", "--target", &host, "--target-dir"])
            .arg(&folder)
            .env("CARGO_ENCODED_RUSTFLAGS", INSTRUMENTED.join("\u{1f}")),
    )?;
    for target in &TARGETS {
        let program = folder.join(&host).join("release").join(target.name);
        target.run(workspace, &folder, &program, effort)?;
    }
    Ok(())
}

impl Target {
    fn run(
        &self,
        workspace: &Workspace,
        folder: &Path,
        program: &Path,
        effort: Effort,
    ) -> Result<(), Failure> {
        let corpus = folder.join("corpus").join(self.name);
        let artifacts = folder.join("artifacts").join(self.name);
        for folder in [&corpus, &artifacts] {
            fs::create_dir_all(folder).map_err(|error| cannot("make", folder, &error))?;
        }
        if self.name == DECODE {
            sow(&workspace.root().join("fixtures"), &corpus)?;
        }
        for (i, seed) in self.seeds.iter().enumerate() {
            let path = corpus.join(format!("seed-{i}"));
            fs::write(&path, seed).map_err(|error| cannot("write", &path, &error))?;
        }
        let mut command = Command::new(program);
        command
            .arg(&corpus)
            .arg(format!("-max_total_time={}", effort.seconds))
            .arg(format!("-artifact_prefix={}/", artifacts.display()))
            .arg(format!("-max_len={}", self.max_len))
            .args(["-timeout=10", "-print_final_stats=1"])
            .args(["-verbosity=0", "-print_pcs=0"])
            .stdin(Stdio::null());
        let shown = process::shown(&command);
        eprintln!("$ {shown}");
        let failed = |error| Failure::check(format!("can't run `{shown}`: {error}"));
        let mut child = command.stderr(Stdio::piped()).spawn().map_err(failed)?;
        let mut said = String::new();
        // It may say what is no UTF-8, as of an input that shows something.
        for line in child
            .stderr
            .take()
            .into_iter()
            .flat_map(|it| BufReader::new(it).split(b'\n'))
        {
            let line = line.map_err(failed)?;
            let line = String::from_utf8_lossy(&line);
            eprintln!("{line}");
            said.push_str(&line);
            said.push('\n');
        }
        let status = child.wait().map_err(failed)?;
        if !status.success() {
            return Err(Failure::check(format!("`{shown}` failed: {status}")));
        }
        match n_tried(&said) {
            0 => Err(Failure::check(format!(
                "{} tried nothing that it could steer by",
                self.name
            ))),
            n => {
                println!(
                    "fuzz: {}: {n} inputs, none that is taken for something else",
                    self.name
                );
                Ok(())
            }
        }
    }
}

/// Reads how many inputs libFuzzer tried; none where it saw no edge of the program, and so tried blindly.
fn n_tried(said: &str) -> u64 {
    if said.contains("no interesting inputs were found") {
        return 0;
    }
    let mut lines = said.lines();
    let n = lines.find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    n.and_then(|n| n.trim().parse().ok()).unwrap_or(0)
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
    fn a_run_that_sees_no_edge_has_tried_nothing() {
        let stats = "x\nstat::number_of_executed_units: 41\nstat::peak_rss_mb: 2\n";
        assert_eq!(n_tried(stats), 41);
        assert_eq!(n_tried("x"), 0);
        let blind = format!("WARNING: no interesting inputs were found so far.\n{stats}");
        assert_eq!(n_tried(&blind), 0);
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
