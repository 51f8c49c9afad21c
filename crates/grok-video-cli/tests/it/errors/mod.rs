//! What each error says: what happened, to which task, and what to do now.

mod lost;
mod service;
mod usage;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::events::keeps_the_contract;
use super::program::{Ran, at, run};

pub(super) const CREATE: [&str; 5] = ["create", "--model", "grok_video3", "--prompt", "kite"];

/// Gathers what errors say, and which kinds there were.
pub(super) struct Errors {
    pub(super) text: String,
    pub(super) kinds: BTreeSet<String>,
    pub(super) folder: tempfile::TempDir,
}

/// Runs a command in both outputs at once.
pub(super) fn both(base: &str, args: &[&str]) -> (Ran, Ran) {
    std::thread::scope(|scope| {
        let json = scope.spawn(|| run(at(base).args(["--output", "json"]), args));
        (run(&mut at(base), args), json.join().unwrap())
    })
}

impl Errors {
    pub(super) fn new() -> Self {
        Self {
            text: String::new(),
            kinds: BTreeSet::new(),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(super) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// Runs a command in both outputs, each with a state of its own; notes the lines that a person sees, and the kinds.
    #[track_caller]
    pub(super) fn note(&mut self, title: &str, base: &str, args: &[&str]) {
        let (human, json) = both(base, args);
        self.add(title, base, &human, &json);
    }

    #[track_caller]
    pub(super) fn add(&mut self, title: &str, base: &str, human: &Ran, json: &Ran) {
        keeps_the_contract(json);
        assert_eq!(human.code, json.code, "{title}: {human:?} {json:?}");
        assert_ne!(human.code, 0, "{title}: {human:?}");
        for event in json.events() {
            if let Some(kind) = event["kind"].as_str() {
                self.kinds.insert(kind.to_owned());
            }
        }
        let words = format!("{}{}", human.stdout, human.stderr);
        let _ = writeln!(self.text, "# {title} (exit {})", human.code);
        for line in words.lines() {
            let _ = writeln!(self.text, "{}", self.plain(line, base));
        }
    }

    /// Takes out what differs from run to run.
    fn plain(&self, line: &str, base: &str) -> String {
        let folder = self.folder.path().to_str().unwrap();
        let host = base.rsplit("//").next().unwrap();
        let line = line.replace(folder, "FOLDER").replace(host, "HOST");
        let mut words: Vec<String> = Vec::new();
        for word in line.split(' ') {
            let is_time = words
                .last()
                .is_some_and(|last| last == "after" || last == "in")
                && word.parse::<f64>().is_ok();
            let is_state = word.contains(env!("CARGO_TARGET_TMPDIR"));
            words.push(match (is_time, is_state) {
                (true, _) => "TIME".to_owned(),
                (_, true) => "STATE".to_owned(),
                _ => word.to_owned(),
            });
        }
        words.join(" ")
    }
}
