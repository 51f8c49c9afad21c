//! What schemathesis reports: a line of JSON for each thing that happened.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde_json::Value;

use crate::failure::Failure;

/// What one document came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Report {
    n_requests: u64,
    n_checks: u64,
    n_failed_checks: u64,
    /// How many requests had no answer.
    n_unanswered: u64,
    /// How many requests of each phase there were.
    phases: BTreeMap<String, u64>,
    /// The operations that were answered with 2xx at least once.
    succeeded: BTreeSet<String>,
    /// Whether it was run to its end.
    is_whole: bool,
}

impl Report {
    /// Reads a report, a line at a time: it may be large.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let failed = |why: &dyn fmt::Display| Failure::check(format!("{}: {why}", path.display()));
        let file = File::open(path).map_err(|error| failed(&error))?;
        let mut report = Self::default();
        for line in BufReader::new(file).lines() {
            let line = line.map_err(|error| failed(&error))?;
            let event: Value = serde_json::from_str(&line).map_err(|error| failed(&error))?;
            report.take(&event);
        }
        Ok(report)
    }

    fn take(&mut self, event: &Value) {
        if event["EngineFinished"]["stop_reason"] == "completed" {
            self.is_whole = true;
        }
        let scenario = &event["ScenarioFinished"];
        let recorder = &scenario["recorder"];
        let interactions = recorder["interactions"].as_object().into_iter().flatten();
        for (id, interaction) in interactions {
            self.n_requests += 1;
            let phase = scenario["phase"].as_str().unwrap_or("some phase");
            *self.phases.entry(phase.to_owned()).or_default() += 1;
            let case = &recorder["cases"][id]["value"];
            let Some(status) = interaction["response"]["status_code"].as_u64() else {
                self.n_unanswered += 1;
                continue;
            };
            if let (200..300, Some(method), Some(path)) =
                (status, case["method"].as_str(), case["path"].as_str())
            {
                self.succeeded.insert(format!("{method} {path}"));
            }
        }
        let checks = recorder["checks"].as_object().into_iter().flatten();
        for check in checks.filter_map(|(_, checks)| checks.as_array()).flatten() {
            self.n_checks += 1;
            self.n_failed_checks += u64::from(check["status"] != "success");
        }
    }

    /// Says what is not as it should be, given the operations that there are.
    pub(super) fn wrong(&self, operations: &BTreeSet<String>) -> Option<String> {
        if self.n_requests == 0 || self.n_checks == 0 {
            return Some("nothing was asked".to_owned());
        }
        if self.n_failed_checks > 0 {
            return Some(format!("{} checks failed", self.n_failed_checks));
        }
        if self.n_unanswered > 0 {
            return Some(format!("{} requests had no answer", self.n_unanswered));
        }
        if !self.is_whole {
            return Some("it was not run to its end".to_owned());
        }
        let missed: Vec<&str> = operations
            .difference(&self.succeeded)
            .map(String::as_str)
            .collect();
        (!missed.is_empty()).then(|| format!("never answered with 2xx: {}", missed.join(", ")))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let phases = self.phases.iter().map(|(name, n)| format!("{name} {n}"));
        write!(
            f,
            "{} with 2xx, {} requests ({}), {} checks: {} passed, {} failed",
            self.succeeded.len(),
            self.n_requests,
            phases.collect::<Vec<_>>().join(", "),
            self.n_checks,
            self.n_checks - self.n_failed_checks,
            self.n_failed_checks
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(status: u64, check: &str) -> Value {
        json!({"ScenarioFinished": {"phase": "fuzzing", "recorder": {
            "cases": {"x1": {"value": {"method": "GET", "path": "/a/{id}"}}},
            "interactions": {"x1": {"response": {"status_code": status}}},
            "checks": {"x1": [{"name": "not_a_server_error", "status": check}]},
        }}})
    }

    fn report(events: &[Value]) -> Report {
        let mut report = Report::default();
        for event in events {
            report.take(event);
        }
        report
    }

    fn operations(names: &[&str]) -> BTreeSet<String> {
        names.iter().copied().map(str::to_owned).collect()
    }

    #[test]
    fn counts_requests_checks_and_successes() {
        let end = json!({"EngineFinished": {"stop_reason": "completed"}});
        let good = report(&[event(200, "success"), event(404, "success"), end]);
        assert_eq!(
            good.to_string(),
            "1 with 2xx, 2 requests (fuzzing 2), 2 checks: 2 passed, 0 failed"
        );
        assert_eq!(good.wrong(&operations(&["GET /a/{id}"])), None);
        assert_eq!(
            good.wrong(&operations(&["GET /a/{id}", "POST /b"])),
            Some("never answered with 2xx: POST /b".to_owned())
        );
    }

    #[test]
    fn what_is_not_good_is_said() {
        let all = operations(&["GET /a/{id}"]);
        let wrong = |events: &[Value]| report(events).wrong(&all);
        assert_eq!(wrong(&[]), Some("nothing was asked".to_owned()));
        assert_eq!(
            wrong(&[event(200, "failure")]),
            Some("1 checks failed".to_owned())
        );
        assert_eq!(
            wrong(&[event(200, "success")]),
            Some("it was not run to its end".to_owned())
        );
        let mut lost = event(200, "success");
        lost["ScenarioFinished"]["recorder"]["interactions"]["x1"]["response"] = Value::Null;
        assert_eq!(wrong(&[lost]), Some("1 requests had no answer".to_owned()));
    }
}
