//! The program `grok-video`, run against a store.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::bounded;
use crate::failure::Failure;
use crate::process;

use super::moment::Moment;
use super::relay::Relay;
use super::server::{KEY, SECRET};

/// Where all results go.
pub(super) const FOLDER: &str = "s3://bucket/videos/";
/// The longest that a run may take.
const LIMIT: Duration = Duration::from_secs(120);
/// How often it is looked whether a run is over.
const LOOK: Duration = Duration::from_millis(5);
/// Results are asked for at once: what is tried here is what becomes of them.
const POLLING: [&str; 4] = ["--first-poll", "20ms", "--interval", "20ms"];

/// Sets what whoever talks to a store finds in the environment.
pub(super) fn with_keys(command: &mut Command) -> &mut Command {
    for name in ["AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_ENDPOINT_URL"] {
        command.env_remove(name);
    }
    command
        .env("AWS_ACCESS_KEY_ID", KEY)
        .env("AWS_SECRET_ACCESS_KEY", SECRET)
        .env("AWS_REGION", "us-east-1")
}

/// Knows how the program is called.
#[derive(Debug)]
pub(super) struct Program<'a> {
    pub(super) program: &'a Path,
    pub(super) base_url: &'a str,
    pub(super) endpoint: String,
    /// A folder of its own, with its ledger and its temporary files.
    pub(super) folder: PathBuf,
}

impl Program<'_> {
    fn command(&self, arguments: &[&str]) -> Result<Command, Failure> {
        let temporary = self.folder.join("tmp");
        fs::create_dir_all(&temporary).map_err(|error| Failure::check(error.to_string()))?;
        let mut command = Command::new(self.program);
        with_keys(&mut command)
            .args(["--base-url", self.base_url, "--output", "json", "--ledger"])
            .arg(self.folder.join("ledger.db"))
            .args(arguments)
            .env("AWS_ENDPOINT", &self.endpoint)
            .env("GROK_VIDEO_API_KEY", "k")
            .env("TMPDIR", temporary)
            .env("XDG_STATE_HOME", &self.folder);
        Ok(command)
    }

    /// Makes the n-th video, and is killed at a moment of its upload; `false` where it ended before.
    pub(super) fn generate_and_kill(
        &self,
        n: usize,
        relay: &Relay,
        moment: Moment,
    ) -> Result<bool, Failure> {
        let prompt = format!("kite {n} [mock:after 0s 0s]");
        let generate = ["generate", "--model", "grok_video3", "--save", FOLDER];
        let arguments = [&generate[..], &["--prompt", &prompt], &POLLING].concat();
        self.kill(&arguments, relay, moment)
    }

    /// Goes on with all that is unfinished, and is killed at a moment of an upload; `false` where it ended before.
    pub(super) fn resume_and_kill(&self, relay: &Relay, moment: Moment) -> Result<bool, Failure> {
        self.kill(&[&["resume"], &POLLING[..]].concat(), relay, moment)
    }

    /// Goes on with all that is unfinished, to its end.
    pub(super) fn resume(&self) -> Result<(), Failure> {
        let mut command = self.command(&[&["resume"], &POLLING[..]].concat())?;
        let ended = bounded::run_within(&mut command, &self.folder.join("resume.log"), LIMIT)?;
        if ended.status.success() {
            return Ok(());
        }
        let said = ended.said;
        Err(Failure::check(format!(
            "`grok-video resume` did not end well:\n{said}"
        )))
    }

    /// Returns where the ledger has each task's result; an error where a task has none.
    pub(super) fn saved(&self) -> Result<Vec<String>, Failure> {
        let listed = process::read(&mut self.command(&["list"])?)?;
        listed.lines().map(saved_path).collect()
    }

    fn kill(&self, arguments: &[&str], relay: &Relay, moment: Moment) -> Result<bool, Failure> {
        relay.stop_at(Some(moment));
        let failed = |error| Failure::check(format!("`grok-video`: {error}"));
        let log = File::create(self.folder.join("program.log")).map_err(failed)?;
        let mut child = self
            .command(arguments)?
            .stdin(Stdio::null())
            .stdout(log.try_clone().map_err(failed)?)
            .stderr(log)
            .spawn()
            .map_err(failed)?;
        let start = Instant::now();
        loop {
            if relay.is_reached(LOOK) {
                end(&mut child);
                return Ok(true);
            }
            if child.try_wait().map_err(failed)?.is_some() {
                return Ok(false);
            }
            if start.elapsed() > LIMIT {
                end(&mut child);
                return Err(Failure::check("`grok-video` neither uploads nor ends"));
            }
        }
    }
}

fn end(child: &mut Child) {
    // SIGKILL; an error says that it has ended already.
    let _ = child.kill();
    let _ = child.wait();
}

fn saved_path(line: &str) -> Result<String, Failure> {
    let entry: Option<Value> = serde_json::from_str(line).ok();
    let path = entry.as_ref().and_then(|entry| {
        let is_saved = entry.get("state")?.as_str()? == "saved";
        entry.get("path")?.as_str().filter(|_| is_saved)
    });
    path.map(str::to_owned)
        .ok_or_else(|| Failure::check(format!("a task was lost: {line}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_that_is_not_saved_is_lost() {
        let saved = r#"{"state":"saved","path":"s3://bucket/a.mp4"}"#;
        assert_eq!(saved_path(saved).expect("saved"), "s3://bucket/a.mp4");
        for lost in [
            r#"{"state":"completed"}"#,
            r#"{"state":"failed","path":"x"}"#,
            "",
        ] {
            assert!(saved_path(lost).is_err(), "{lost}");
        }
    }
}
