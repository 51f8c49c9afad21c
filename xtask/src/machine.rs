//! What the checks need of the machine beside Rust: found, installed, or told of.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::api::CARGO_PUBLIC_API;
use crate::browser::chromium;
use crate::failure::Failure;
use crate::workspace::Workspace;
use crate::{apt, grants, not_checked};

/// A program of the machine.
struct Need {
    name: &'static str,
    /// Debian's packages that have it.
    packages: &'static [&'static str],
    /// Which checks can't be made without it.
    checks: Checks,
    is_here: fn(&Workspace) -> bool,
}

/// Which checks need something.
enum Checks {
    /// The tests, and so `ci` as a whole.
    All,
    /// Those alone, which are left out where it is missing.
    Only(&'static [&'static str]),
    /// None as a whole: some tests, which tell what they leave out.
    Some,
}

use Checks::{All, Only, Some as Parts};

/// What a first run of `ci` leaves in `target/`, in GB, rounded up.
const DISK_GB: u64 = 30;

/// The oldest Node that runs the scripts.
const NODE: (u32, u32) = (20, 15);

const NEEDS: [Need; 14] = [
    need("git", &["git"], All, |_| runs("git", "--version")),
    need("bash", &["bash"], All, |_| runs("bash", "--version")),
    need("kill", &["procps"], All, |_| is_in_path("kill")),
    need("PostgreSQL 15 or later", &["postgresql"], All, |_| {
        grok_video_engine::find().is_some() && runs("psql", "--version")
    }),
    need("a compiler for C++", &["g++"], Only(&["fuzz"]), |_| {
        runs("c++", "--version")
    }),
    need(
        "OpenSSL's headers, with pkg-config",
        &["libssl-dev", "pkg-config"],
        Only(&["api"]),
        |workspace| {
            CARGO_PUBLIC_API.is_built(workspace)
                || succeeds(Command::new("pkg-config").args(["--exists", "openssl"]))
        },
    ),
    need("curl", &["curl"], Only(&["guides"]), |_| {
        runs("curl", "--version")
    }),
    need(
        "Python 3 with venv",
        &["python3-venv"],
        Only(&["guides", "schemathesis", "objects"]),
        |_| succeeds(Command::new("python3").args(["-c", "import ensurepip, venv"])),
    ),
    need(
        "Node 20.15 or later, with npm",
        &["nodejs", "npm"],
        Only(&["guides", "browser"]),
        |_| has_node() && runs("npm", "--version"),
    ),
    need("Chromium", &["chromium"], Only(&["browser"]), |_| {
        chromium::installed().is_some()
    }),
    need("faketime", &["faketime"], Only(&["grants"]), |_| {
        grants::faketime().is_some()
    }),
    need(
        "docker-compose",
        &["docker-compose"],
        Only(&["guides"]),
        |_| runs("docker-compose", "version"),
    ),
    need("strace", &["strace"], Parts, |_| {
        runs("strace", "--version")
    }),
    need("groff", &["groff-base"], Parts, |_| {
        runs("groff", "--version")
    }),
];

const fn need(
    name: &'static str,
    packages: &'static [&'static str],
    checks: Checks,
    is_here: fn(&Workspace) -> bool,
) -> Need {
    Need {
        name,
        packages,
        checks,
        is_here,
    }
}

/// Installs what is missing for `ci`, where that may be done, and tells what is missing then.
///
/// # Errors
/// Where something is missing that the tests need.
pub(crate) fn prepare(workspace: &Workspace) -> Result<(), Failure> {
    if let Some(free) = free_gb(workspace).filter(|free| *free < DISK_GB) {
        eprintln!(
            "ci: {free} GB are free on this disk, and a first run takes {DISK_GB}: where it is full, builds break off"
        );
    }
    let missing = || NEEDS.iter().filter(|need| !(need.is_here)(workspace));
    if missing().next().is_some() && apt::is_usable() {
        // What can't be had is told of below.
        let told = |failure: Failure| eprintln!("ci: {failure}");
        let _ = apt::update().map_err(told);
        for need in missing() {
            let _ = apt::install_all(need.packages).map_err(told);
        }
    }
    let mut needed = Vec::new();
    for need in missing() {
        let Need { name, packages, .. } = need;
        let what = format!("{name} (on Debian: apt-get install {})", packages.join(" "));
        match need.checks {
            All => needed.push(what),
            Only(checks) => {
                not_checked::tell(&format!("{}, for want of {what}", checks.join(", ")));
            }
            Parts => {
                not_checked::tell(&format!("what needs {what}; the tests name it"));
            }
        }
    }
    match needed.is_empty() {
        true => Ok(()),
        false => Err(Failure::check(format!(
            "the tests need what is not installed here: {}",
            needed.join(", ")
        ))),
    }
}

/// Tells whether a check can't be made for want of something.
pub(crate) fn lacks(workspace: &Workspace, check: &str) -> bool {
    let needs = |need: &&Need| matches!(need.checks, Only(checks) if checks.contains(&check));
    NEEDS
        .iter()
        .filter(needs)
        .any(|need| !(need.is_here)(workspace))
}

/// Returns what is free on the disk of the workspace, as far as POSIX's `df` tells it.
fn free_gb(workspace: &Workspace) -> Option<u64> {
    let mut df = Command::new("df");
    let said = df.arg("-Pk").arg(workspace.root()).output().ok()?;
    free_in(&String::from_utf8_lossy(&said.stdout))
}

/// Reads the fourth column of what `df -Pk` says of one file system, which is in KiB.
fn free_in(said: &str) -> Option<u64> {
    let kib: u64 = said
        .lines()
        .nth(1)?
        .split_whitespace()
        .nth(3)?
        .parse()
        .ok()?;
    Some(kib * 1024 / 1_000_000_000)
}

fn runs(program: &str, argument: &str) -> bool {
    succeeds(Command::new(program).arg(argument))
}

fn succeeds(command: &mut Command) -> bool {
    let quiet = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

fn is_in_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| Path::new(&folder).join(program).is_file())
}

fn has_node() -> bool {
    let said = Command::new("node").arg("--version").output();
    said.is_ok_and(|it| node_will_do(&String::from_utf8_lossy(&it.stdout)))
}

/// Tells whether `v20.15.1` or the like will do.
fn node_will_do(version: &str) -> bool {
    let mut numbers = version.trim().trim_start_matches('v').split('.');
    let mut number = || numbers.next()?.parse().ok();
    number()
        .zip(number())
        .is_some_and(|version| version >= NODE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_that_is_named_is_one_of_ci() {
        let steps: Vec<&str> = crate::ci::steps().collect();
        for need in &NEEDS {
            if let Only(checks) = need.checks {
                assert!(
                    checks.iter().all(|check| steps.contains(check)),
                    "{}",
                    need.name
                );
            }
        }
    }

    #[test]
    fn reads_what_is_free() {
        let said = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
                    /dev/vda 263174212 167204252 63000000 73% /\n";
        assert_eq!(free_in(said), Some(64));
        assert_eq!(free_in("df: no such file\n"), None);
    }

    #[test]
    fn an_old_node_will_not_do() {
        for (version, will) in [
            ("v20.15.0\n", true),
            ("v22.1.0", true),
            ("v18.20.4", false),
            ("", false),
        ] {
            assert_eq!(node_will_do(version), will, "{version}");
        }
    }
}
