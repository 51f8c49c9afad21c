//! The simulated service of a scene.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::failure::Failure;

/// Makes the ids of tasks, and how long they take, the same in every run.
const SEED: &str = "7";

/// A running `grok-video-mock`, which ends when this is dropped, or with this process.
#[derive(Debug)]
pub(super) struct Service {
    child: Child,
    base_url: String,
    port: u16,
}

impl Service {
    /// Starts it with the key that it takes, and waits until it listens.
    pub(super) fn start(programs: &Path, time_scale: u32, key: &str) -> Result<Self, Failure> {
        let failed = |why: &str| Failure::check(format!("the simulated service: {why}"));
        let mut child = Command::new(programs.join("grok-video-mock"))
            .args(["--seed", SEED, "--key", key, "--exit-with-parent"])
            .args(["--time-scale", &time_scale.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| failed(&format!("it does not start: {error}")))?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            let read = BufReader::new(stdout).read_line(&mut line);
            read.map_err(|error| failed(&format!("it says nothing: {error}")))?;
        }
        let mut service = Self {
            child,
            base_url: String::new(),
            port: 0,
        };
        (service.base_url, service.port) =
            place(&line).ok_or_else(|| failed(&format!("it said something odd: {line}")))?;
        Ok(service)
    }

    /// Returns what the program takes for the address of the service.
    pub(super) fn base_url(&self) -> &str {
        &self.base_url
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads the URL and its port from the line that says that it listens.
fn place(line: &str) -> Option<(String, u16)> {
    let ready: Value = serde_json::from_str(line).ok()?;
    let url = ready.get("url")?.as_str()?;
    let authority = url.strip_prefix("http://")?.split('/').next()?;
    let (_, port) = authority.rsplit_once(':')?;
    Some((url.to_owned(), port.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_where_it_listens() {
        let line = r#"{"ready":true,"url":"http://127.0.0.1:43123/kyy","admin":"x","seed":7}"#;
        let expected = ("http://127.0.0.1:43123/kyy".to_owned(), 43_123);
        assert_eq!(place(line), Some(expected));
        for odd in ["", "{}", r#"{"url":"http://127.0.0.1/kyy"}"#] {
            assert_eq!(place(odd), None, "{odd}");
        }
    }
}
