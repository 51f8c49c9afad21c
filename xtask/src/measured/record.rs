//! What was measured of one benchmark, as it is kept.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::goal::Goal;
use super::machine::Machine;
use crate::failure::Failure;

/// Where it is kept: for each benchmark a line that says when and where, and then a line a goal.
pub(crate) const FILE: &str = "benches/results.jsonl";

/// One benchmark's results.
#[derive(Debug, PartialEq)]
pub(crate) struct Record {
    pub(crate) name: String,
    pub(crate) machine: Machine,
    pub(crate) goals: Vec<Goal>,
}

impl Record {
    pub(crate) fn new(name: &str, machine: Machine, goals: &[Goal]) -> Self {
        Self {
            name: name.to_owned(),
            machine,
            goals: goals.to_vec(),
        }
    }

    /// Reads all that are kept.
    pub(crate) fn read_all(root: &Path) -> Result<Vec<Self>, Failure> {
        match fs::read_to_string(root.join(FILE)) {
            Ok(text) => Self::parse_all(&text)
                .ok_or_else(|| Failure::check(format!("{FILE} can't be read"))),
            Err(_) => Ok(Vec::new()),
        }
    }

    /// Keeps it, in place of an earlier one of the same name.
    pub(crate) fn keep(self, root: &Path) -> Result<(), Failure> {
        let mut records = Self::read_all(root)?;
        match records.iter_mut().find(|it| it.name == self.name) {
            Some(earlier) => *earlier = self,
            None => records.push(self),
        }
        let text: String = records.iter().map(Self::text).collect();
        fs::write(root.join(FILE), text)
            .map_err(|error| Failure::check(format!("can't write {FILE}: {error}")))
    }

    fn text(&self) -> String {
        let Machine {
            day,
            processor,
            compiler,
            peers,
        } = &self.machine;
        let head = json!({"of": self.name, "day": day, "processor": processor, "compiler": compiler, "peers": peers});
        let goals: String = self.goals.iter().map(|goal| goal.line() + "\n").collect();
        format!("{head}\n{goals}")
    }

    /// Reads the text of the file.
    pub(crate) fn parse_all(text: &str) -> Option<Vec<Self>> {
        let mut records: Vec<Self> = Vec::new();
        for line in text.lines() {
            if let Some(goal) = Goal::parse(line) {
                records.last_mut()?.goals.push(goal);
                continue;
            }
            let head: Value = serde_json::from_str(line).ok()?;
            let text = |key: &str| Some(head.get(key)?.as_str()?.to_owned());
            let peers = head.get("peers")?.as_array()?.iter();
            let peers = peers.map(|peer| peer.as_str().map(str::to_owned));
            records.push(Self {
                name: text("of")?,
                machine: Machine {
                    day: text("day")?,
                    processor: text("processor")?,
                    compiler: text("compiler")?,
                    peers: peers.collect::<Option<_>>()?,
                },
                goals: Vec::new(),
            });
        }
        Some(records)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_back() {
        let machine = Machine {
            day: "2026-01-02".to_owned(),
            processor: "Fast, 2 cores".to_owned(),
            compiler: "rustc 1".to_owned(),
            peers: vec!["a 1.0.0".to_owned()],
        };
        let goal = Goal::at_least("a/b", 2.0, 6.0, 2.5);
        let records = [
            Record::new("one", machine.clone(), &[goal.clone(), goal.clone()]),
            Record::new("two", machine, &[goal]),
        ];
        let text: String = records.iter().map(Record::text).collect();
        assert_eq!(Record::parse_all(&text).as_deref(), Some(&records[..]));
        assert_eq!(Record::parse_all("{}"), None);
    }
}
