//! What decides, and touches nothing.

use crate::sources::{Source, Sources};

/// A folder of code that reads no clock, opens no socket, spawns nothing and draws no random numbers.
struct Pure {
    folder: &'static str,
    /// The folder in it that is the edge, if there is one.
    edge: Option<&'static str>,
}

const PURE: [Pure; 5] = [
    Pure {
        folder: "crates/grok-video-types/src/",
        edge: None,
    },
    Pure {
        folder: "crates/grok-video-poller/src/",
        edge: Some("driver/"),
    },
    Pure {
        folder: "crates/grok-video-save/src/",
        edge: Some("disk/local/"),
    },
    Pure {
        folder: "crates/grok-video-ledger/src/rules/",
        edge: None,
    },
    Pure {
        folder: "crates/grok-video-mock/src/world/",
        edge: None,
    },
];

impl Pure {
    /// Tells whether the folder and its edge have files.
    fn exists(&self, sources: &Sources) -> bool {
        let has = |folder: &str| {
            sources
                .files()
                .iter()
                .any(|file| file.path.starts_with(folder))
        };
        has(self.folder)
            && self
                .edge
                .is_none_or(|edge| has(&format!("{}{edge}", self.folder)))
    }
}

/// What would be a clock, a file, a socket, a process, a thread, a task or chance; `use std::{` could hide one.
const IMPURE: [&str; 12] = [
    "Instant::now",
    "SystemTime::now",
    ".elapsed()",
    "std::fs",
    "std::net",
    "std::process",
    "std::thread",
    "use std::{",
    "thread::spawn",
    "tokio::",
    "getrandom",
    "RandomState",
];

/// Returns a line for each place in which what decides does more.
pub(super) fn complaints(sources: &Sources) -> Vec<String> {
    let pure = sources.files().iter().filter(|file| is_pure(&file.path));
    let empty = PURE.iter().filter(|pure| !pure.exists(sources));
    let empty = empty.map(|pure| {
        let folder = pure.folder;
        format!(
            "{folder} or its edge is not there; rule: what decides stands where it is looked for"
        )
    });
    empty.chain(pure.flat_map(impure_lines)).collect()
}

fn is_pure(path: &str) -> bool {
    PURE.iter().any(|pure| {
        path.strip_prefix(pure.folder)
            .is_some_and(|rest| !pure.edge.is_some_and(|edge| rest.starts_with(edge)))
    })
}

fn impure_lines(file: &Source) -> Vec<String> {
    let lines = (1..).zip(file.text.lines());
    let code = lines.filter(|(_, line)| !line.trim_start().starts_with("//"));
    code.filter_map(|(number, line)| {
        let word = IMPURE.iter().find(|word| line.contains(*word))?;
        Some(format!(
            "{}:{number} has `{word}`; rule: what decides reads no clock, opens no socket, spawns nothing, draws nothing",
            file.path
        ))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_decides_has_no_clock_and_its_edge_may() {
        let clock = "use std::time::Instant;\n// Instant::now\nlet now = Instant::now();\n";
        let sources = Sources::of(&[
            ("crates/grok-video-poller/src/watch/mod.rs", clock),
            ("crates/grok-video-poller/src/driver/mod.rs", clock),
            ("crates/grok-video/src/lib.rs", clock),
        ]);
        let complaints = complaints(&sources);
        let (places, folders): (Vec<_>, Vec<_>) =
            complaints.iter().partition(|it| it.contains(" has `"));
        assert_eq!(places.len(), 1, "{complaints:?}");
        assert!(places[0].starts_with("crates/grok-video-poller/src/watch/mod.rs:3 has"));
        // All but the poller's are not there.
        assert_eq!(folders.len(), PURE.len() - 1, "{complaints:?}");
    }
}
