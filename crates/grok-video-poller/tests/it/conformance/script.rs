//! A trace as it is written down.

use std::fs;
use std::path::{Path, PathBuf};

use grok_video_poller::{Plan, Schedule};
use grok_video_types::TaskId;

use super::deed::{Deed, seconds};

/// What is to happen, read from a file of `traces/`; what must come of it stands there too.
pub(super) struct Script {
    pub(super) path: PathBuf,
    pub(super) id: TaskId,
    pub(super) schedule: Schedule,
    pub(super) just_created: bool,
    /// Each deed with its words.
    pub(super) deeds: Vec<(String, Deed)>,
    /// The file up to the first step, and the whole file.
    pub(super) head: String,
    pub(super) text: String,
}

impl Script {
    /// Reads all traces, in the order of their names.
    pub(super) fn all() -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("traces");
        let mut paths: Vec<PathBuf> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        paths.into_iter().map(Self::read).collect()
    }

    pub(super) fn name(&self) -> &str {
        self.path.file_stem().unwrap().to_str().unwrap()
    }

    fn read(path: PathBuf) -> Self {
        let text = fs::read_to_string(&path).unwrap();
        let mut script = Self {
            path,
            id: TaskId::new("video_1").unwrap(),
            schedule: Schedule::default(),
            just_created: false,
            deeds: Vec::new(),
            head: String::new(),
            text: text.clone(),
        };
        for line in text.lines() {
            if let Some((_, step)) = line.split_once(" | ").filter(|_| !line.starts_with('#')) {
                let words = step.split_once(" =>").map_or(step, |(words, _)| words);
                let deed = Deed::parse(words, script.id.as_str());
                script.deeds.push((words.to_owned(), deed));
                continue;
            }
            script.set(line);
            script.head.push_str(line);
            script.head.push('\n');
        }
        assert!(script.deeds.len() > 1, "{}: no steps", script.name());
        script
    }

    fn set(&mut self, line: &str) {
        if let Some(schedule) = line.strip_prefix("schedule: ") {
            self.schedule = parse_schedule(schedule);
        } else if let Some(id) = line.strip_prefix("id: ") {
            self.id = TaskId::new(id).unwrap();
        } else if line == "just created" {
            self.just_created = true;
        } else {
            let is_prose = line.is_empty() || line.starts_with('#');
            assert!(is_prose, "{}: what is `{line}`?", self.name());
        }
    }
}

/// Reads a schedule like `exponential 10s 2, cap 40s, deadline 3600s`, or `planned 5s 100s 105s`, whose first
/// time is the least gap.
fn parse_schedule(text: &str) -> Schedule {
    let mut parts = text.split(", ").map(|part| part.split(' '));
    let mut first = parts.next().unwrap();
    let mut builder = match first.next().unwrap() {
        "provider" => Schedule::provider(),
        "fixed" => Schedule::fixed(seconds(first.next().unwrap())),
        "exponential" => {
            let interval = seconds(first.next().unwrap());
            Schedule::exponential(interval, first.next().unwrap().parse().unwrap())
        }
        "planned" => {
            let min_gap = seconds(first.next().unwrap());
            let ages = first.by_ref().map(seconds);
            Schedule::planned(Plan::new(ages, min_gap).unwrap())
        }
        other => panic!("`{other}` is no schedule"),
    };
    for mut part in parts {
        let (name, value) = (part.next().unwrap(), part.next().unwrap());
        builder = match name {
            "first" => builder.with_first_poll(seconds(value)),
            "floor" => builder.with_floor(seconds(value)),
            "cap" => builder.with_cap(seconds(value)),
            "jitter" => builder.with_jitter(value.parse().unwrap()),
            "deadline" => builder.with_deadline(seconds(value)),
            "call" => builder.with_call_timeout(seconds(value)),
            other => panic!("`{other}` is no part of a schedule"),
        };
    }
    builder.build().unwrap()
}
