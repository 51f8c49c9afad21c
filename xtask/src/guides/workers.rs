//! The guide for workers, run word by word.

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use grok_video_engine::Engine;

use super::blocks;
use super::counts::Counts;
use super::place::Place;
use crate::failure::Failure;
use crate::objects::Store;
use crate::{folder, port, postgres};

/// Where the guide is, under the workspace.
pub(super) const GUIDE: &str = "guides/workers";

/// What it takes into the folder in which it is followed.
const FILES: [&str; 2] = ["requests.jsonl", "make-videos.sh"];

/// The bucket that it is told of, and how many results it leaves there.
const BUCKET: &str = "videos";
const N_RESULTS: usize = 3;

const LIMIT: Duration = Duration::from_secs(120);

/// What comes before the blocks: the first that fails ends all, and nothing is left running.
const HEAD: &str = "\
set -euo pipefail
trap 'kill -KILL $(jobs -p) 2>/dev/null || true; wait || true' EXIT
";

pub(super) fn follow(place: &Place<'_>) -> Result<String, Failure> {
    postgres::find_or_install()?;
    let guide = place.workspace.root().join(GUIDE);
    let here = place.folder.join("workers");
    folder::anew(&here)?;
    for file in FILES {
        fs::copy(guide.join(file), here.join(file)).map_err(failed)?;
    }
    let readme = fs::read_to_string(guide.join("README.md")).map_err(failed)?;
    let blocks = blocks::read(&readme);
    let mut script = HEAD.to_owned();
    for (nth, block) in blocks.iter().enumerate() {
        // Writing to a string does not fail. The shell is the same for all: what one sets, the next one has.
        let _ = writeln!(script, "{{\n{}}} > block-{nth} 2>&1", block.code);
    }
    let _ = writeln!(script, "echo '{} passed, 0 failed'", blocks.len());
    fs::write(here.join("walk.sh"), script).map_err(failed)?;

    let engine = Engine::start().map_err(failed)?;
    let store = Store::start(place.workspace, &here)?;
    store.make_bucket(BUCKET)?;
    let (key, secret) = Store::key_and_secret();
    let mut bash = Command::new("bash");
    bash.arg("walk.sh")
        .current_dir(&here)
        .env("PATH", path(place.programs))
        .env("HOME", &here)
        .env("XDG_STATE_HOME", here.join("state"))
        .env("DATABASE_URL", engine.url())
        .env("STORE_URL", store.endpoint())
        .envs([("STORE_KEY", key), ("STORE_SECRET", secret)])
        .env("BUCKET", BUCKET)
        .env("PORT", port::free().map_err(failed)?.port().to_string());
    for name in ["VIDEOS", "GROK_VIDEO_LEDGER", "AWS_SESSION_TOKEN"] {
        bash.env_remove(name);
    }
    let said =
        |nth: usize| fs::read_to_string(here.join(format!("block-{nth}"))).unwrap_or_default();
    let counts = place
        .run("workers", &mut bash, Counts::of_walk, LIMIT)
        .map_err(|failure| {
            let last = (0..blocks.len())
                .rev()
                .map(said)
                .find(|said| !said.is_empty());
            Failure::check(format!("{failure}\n{}", last.unwrap_or_default()))
        })?;
    for (nth, block) in blocks.iter().enumerate() {
        if let Some(line) = blocks::missing(block, &said(nth)) {
            return Err(Failure::check(format!(
                "no line is `{line}` where it is promised, but:\n{}",
                said(nth)
            )));
        }
    }
    let n_results = store.results(BUCKET)?.len();
    if n_results != N_RESULTS {
        return Err(Failure::check(format!(
            "{n_results} results are in the store, and {N_RESULTS} should be"
        )));
    }
    Ok(counts)
}

/// Returns the path on which our programs come first.
fn path(programs: &Path) -> String {
    let rest = std::env::var("PATH").unwrap_or_default();
    format!("{}:{rest}", programs.display())
}

#[expect(clippy::needless_pass_by_value, reason = "it is what maps errors")]
fn failed(error: io::Error) -> Failure {
    Failure::check(error.to_string())
}
