//! On what something was measured.

use std::fs;
use std::process::Command;
use std::thread;

use crate::failure::Failure;
use crate::process;
use crate::workspace::Workspace;

/// The lock files that name the versions of peers.
const LOCKS: [&str; 3] = [
    "Cargo.lock",
    "xtask/scale/Cargo.lock",
    "xtask/weigh/Cargo.lock",
];

/// The day, the machine and the versions of a measurement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Machine {
    pub(crate) day: String,
    pub(crate) processor: String,
    pub(crate) compiler: String,
    /// Each with its version.
    pub(crate) peers: Vec<String>,
}

impl Machine {
    /// Describes where this runs, and the peers as the lock files have them.
    pub(crate) fn here(workspace: &Workspace, peers: &[&str]) -> Result<Self, Failure> {
        let mut locks = String::new();
        for lock in LOCKS {
            let text = fs::read_to_string(workspace.root().join(lock));
            locks.push_str(&text.map_err(|error| Failure::check(format!("{lock}: {error}")))?);
        }
        let named = |peer: &&str| Some(format!("{peer} {}", version(&locks, peer)?));
        let n_cores = thread::available_parallelism().map_or(1, usize::from);
        let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        Ok(Self {
            day: process::read(Command::new("date").args(["-u", "+%F"]))?
                .trim()
                .to_owned(),
            processor: format!("{}, {n_cores} cores", model(&cpu)),
            compiler: process::read(process::rustc().arg("-V"))?.trim().to_owned(),
            peers: peers.iter().filter_map(named).collect(),
        })
    }
}

/// Returns the version of a package in lock files; the newest where there are several.
fn version<'a>(locks: &'a str, package: &str) -> Option<&'a str> {
    let head = format!("name = \"{package}\"\nversion = \"");
    let behind = locks.split(&head).skip(1).last()?;
    behind.split('"').next()
}

/// Returns the name of the processor, as Linux tells it.
fn model(cpu: &str) -> &str {
    let lines = cpu.lines().filter_map(|line| line.split_once(": "));
    let mut names = lines.filter(|(key, _)| key.starts_with("model name"));
    names
        .next()
        .map_or("an unknown processor", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_and_the_processor_are_read() {
        let locks = "name = \"a\"\nversion = \"1.0.0\"\nname = \"a\"\nversion = \"2.0.0\"\n";
        assert_eq!(version(locks, "a"), Some("2.0.0"));
        assert_eq!(version(locks, "b"), None);
        assert_eq!(model("x\t: 1\nmodel name\t: Fast\n"), "Fast");
    }
}
