//! What has become of all tasks.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::sizes::Sizes;
use super::team::{Call, SLOTS, WORKERS};
use crate::failure::Failure;
use crate::get::get;
use crate::process;
use crate::simulated::Simulated;

/// Holds the figures.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    /// By state.
    states: BTreeMap<String, usize>,
    pub(super) n_unfinished: usize,
    /// Tasks that are neither saved nor of unknown outcome.
    n_lost: usize,
    /// Results that the ledger has and the folder has not.
    n_missing: usize,
    /// Files that no task has.
    n_strange: usize,
    /// Create calls beyond one for each task.
    n_double: usize,
    n_creates: usize,
    n_unknown: usize,
}

impl Verdict {
    /// Asks the ledger, the folder and the service.
    pub(super) fn read(call: &Call, results: &Path, service: &Simulated) -> Result<Self, Failure> {
        let listed = process::read(call.command().arg("list"))?;
        let mut verdict = Self::default();
        let mut paths = BTreeSet::new();
        let mut n_with_id = 0;
        for line in listed.lines() {
            let entry: Value = serde_json::from_str(line)
                .map_err(|_| Failure::check(format!("the list is no JSON: {line}")))?;
            let text = |name: &str| entry.get(name).and_then(Value::as_str);
            let state = text("state").unwrap_or("none").to_owned();
            n_with_id += usize::from(text("id").is_some());
            match state.as_str() {
                "saved" => paths.extend(text("path").map(str::to_owned)),
                "unknown" => verdict.n_unknown += 1,
                "failed" => verdict.n_lost += 1,
                _ => verdict.n_unfinished += 1,
            }
            *verdict.states.entry(state).or_default() += 1;
        }
        if verdict.n_unfinished > 0 {
            return Ok(verdict);
        }
        let n_saved = verdict.states.get("saved").copied().unwrap_or_default();
        verdict.n_lost += n_saved - paths.len();
        let mut files = BTreeSet::new();
        let unread = |error: std::io::Error| Failure::check(error.to_string());
        for file in fs::read_dir(results).map_err(unread)? {
            let path = file.map_err(unread)?.path();
            if path.extension().is_some_and(|extension| extension == "mp4") {
                files.insert(path.display().to_string());
            }
        }
        verdict.n_missing = paths.difference(&files).count();
        verdict.n_strange = files.difference(&paths).count();
        let state = get(service.addr(), "/__mock/state")?;
        let state: Option<Value> = serde_json::from_str(&state).ok();
        let creates = state
            .as_ref()
            .and_then(|state| state.get("counts")?.get("creates")?.as_u64());
        let creates = creates.ok_or_else(|| Failure::check("the service counts nothing"))?;
        verdict.n_creates = creates as usize;
        // Whose outcome is unknown may have been created, once.
        verdict.n_double = verdict
            .n_creates
            .saturating_sub(n_with_id + verdict.n_unknown);
        Ok(verdict)
    }

    pub(super) fn check(&self, sizes: &Sizes) -> Result<(), Failure> {
        let n_disruptions = sizes.kills + sizes.stops + sizes.crashes * WORKERS as usize;
        let n_all: usize = self.states.values().sum();
        for (holds, what) in [
            (n_all == sizes.tasks, "tasks are missing in the list"),
            (self.n_lost == 0, "tasks are lost"),
            (self.n_missing == 0, "results are missing"),
            (self.n_strange == 0, "there are results that no task has"),
            (self.n_double == 0, "tasks were created twice"),
            (
                self.n_unknown > 0,
                "no disruption met a create call, so nothing is shown",
            ),
            (
                self.n_unknown <= SLOTS * n_disruptions,
                "too many are unknown",
            ),
        ] {
            if !holds {
                return Err(Failure::check(what.to_owned()));
            }
        }
        Ok(())
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let states: Vec<_> = self
            .states
            .iter()
            .map(|(state, n)| format!("{n} {state}"))
            .collect();
        write!(
            f,
            "{}; {} create calls; {} lost, {} missing, {} strange, {} created twice",
            states.join(", "),
            self.n_creates,
            self.n_lost,
            self.n_missing,
            self.n_strange,
            self.n_double
        )
    }
}
