//! What is in a bucket, as a client sees it that others wrote.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::failure::Failure;
use crate::process;
use crate::venv::Venv;

use super::program::with_keys;

/// What sees whether a folder takes objects; a kill may leave one.
const CHECK: &str = ".grok-video-check";

/// Asks a store by boto3.
#[derive(Debug)]
pub(super) struct Bucket<'a> {
    pub(super) venv: &'a Venv,
    pub(super) script: &'a Path,
    /// What every object must be.
    pub(super) video: &'a Path,
    pub(super) addr: SocketAddr,
    pub(super) name: &'a str,
}

impl Bucket<'_> {
    pub(super) fn make(&self) -> Result<(), Failure> {
        self.ask("make").map(drop)
    }

    /// Returns the URLs of all results; an error where one of them is not the whole video.
    pub(super) fn results(&self) -> Result<BTreeSet<String>, Failure> {
        whole(&self.ask("list")?, self.name)
    }

    fn ask(&self, command: &str) -> Result<String, Failure> {
        let mut python = Command::new(self.venv.program("python"));
        process::read(
            with_keys(&mut python)
                .arg(self.script)
                .args([command, &format!("http://{}", self.addr)])
                .arg(self.video)
                .arg(self.name),
        )
    }
}

fn whole(listed: &str, bucket: &str) -> Result<BTreeSet<String>, Failure> {
    let mut urls = BTreeSet::new();
    for line in listed.lines() {
        let partial = || Failure::check(format!("a partial object is seen: {line}"));
        let object: Value = serde_json::from_str(line).map_err(|_| partial())?;
        let key = object.get("key").and_then(Value::as_str);
        let key = key.ok_or_else(partial)?;
        if key.ends_with(CHECK) {
            continue;
        }
        if object.get("is_whole").and_then(Value::as_bool) != Some(true) {
            return Err(partial());
        }
        urls.insert(format!("s3://{bucket}/{key}"));
    }
    Ok(urls)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_that_is_not_the_whole_video_is_seen() {
        let check = r#"{"key":"videos/.grok-video-check","is_whole":false}"#;
        let video = r#"{"key":"videos/a.mp4","is_whole":true}"#;
        let urls = whole(&format!("{check}\n{video}\n"), "bucket").expect("whole");
        assert_eq!(
            urls.into_iter().collect::<Vec<_>>(),
            ["s3://bucket/videos/a.mp4"]
        );
        let partial = r#"{"key":"videos/a.mp4","is_whole":false}"#;
        assert!(whole(partial, "bucket").is_err());
    }
}
