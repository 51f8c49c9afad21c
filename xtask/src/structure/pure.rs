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

/// What would be a clock, a socket, a thread, a task or chance.
const IMPURE: [&str; 8] = [
    "Instant::now",
    "SystemTime::now",
    "std::net",
    "std::thread",
    "thread::spawn",
    "tokio::",
    "getrandom",
    "RandomState",
];

/// Returns a line for each place in which what decides does more.
pub(super) fn complaints(sources: &Sources) -> Vec<String> {
    let pure = sources.files().iter().filter(|file| is_pure(&file.path));
    pure.flat_map(impure_lines).collect()
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
        assert_eq!(complaints.len(), 1, "{complaints:?}");
        assert!(complaints[0].starts_with("crates/grok-video-poller/src/watch/mod.rs:3 has"));
    }
}
