//! The simulated service that is asked.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::failure::Failure;

/// With a key, so that others are refused; a minute passes in a second, and no result expires meanwhile.
const ARGUMENTS: [&str; 7] = [
    "--seed",
    "7",
    "--key",
    "k",
    "--time-scale",
    "60",
    "--exit-with-parent",
];
/// How long it may take to end.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often it is looked whether it has ended.
const LOOK: Duration = Duration::from_millis(10);

/// A running `grok-video-mock`, which ends when this is dropped, or with this process.
#[derive(Debug)]
pub(super) struct Service {
    child: Child,
    base_url: String,
    /// Host and port.
    place: String,
}

impl Service {
    /// Starts it, and waits until it listens.
    pub(super) fn start(program: &Path, scenario: &Path) -> Result<Self, Failure> {
        let child = Command::new(program)
            .args(ARGUMENTS)
            .arg("--scenario")
            .arg(scenario)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| failed(&format!("it does not start: {error}")))?;
        let mut service = Self {
            child,
            base_url: String::new(),
            place: String::new(),
        };
        let mut line = String::new();
        if let Some(stdout) = service.child.stdout.take() {
            let read = BufReader::new(stdout).read_line(&mut line);
            read.map_err(|error| failed(&format!("it says nothing: {error}")))?;
        }
        (service.base_url, service.place) =
            places(&line).ok_or_else(|| failed(&format!("it said something odd: {line}")))?;
        Ok(service)
    }

    /// Returns the URL of its root.
    pub(super) fn root(&self) -> String {
        format!("http://{}", self.place)
    }

    /// Gets a document that it serves.
    pub(super) fn get(&self, path: &str) -> Result<String, Failure> {
        let answer = self
            .ask(path)
            .map_err(|error| failed(&format!("{path}: {error}")))?;
        match answer.split_once("\r\n\r\n") {
            Some((head, body)) if head.starts_with("HTTP/1.1 200 ") => Ok(body.to_owned()),
            _ => Err(failed(&format!("{path}: it answers {answer}"))),
        }
    }

    fn ask(&self, path: &str) -> io::Result<String> {
        let mut stream = TcpStream::connect(&self.place)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.place
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }

    /// Returns what a client takes for the service.
    pub(super) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Ends it as a parent that ends would, and proves that it was still there and does.
    pub(super) fn stop(mut self) -> Result<(), Failure> {
        drop(self.child.stdin.take());
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            match self.child.try_wait() {
                Ok(Some(status)) if status.success() => return Ok(()),
                Ok(Some(status)) => return Err(failed(&format!("it ended with {status}"))),
                Ok(None) => thread::sleep(LOOK),
                Err(error) => return Err(failed(&format!("it can't be waited for: {error}"))),
            }
        }
        Err(failed("it did not end with its standard input"))
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn failed(why: &str) -> Failure {
    Failure::check(format!("the simulated service: {why}"))
}

/// Reads the base URL, and host and port, from the line that says that it listens.
fn places(line: &str) -> Option<(String, String)> {
    let ready: Value = serde_json::from_str(line).ok()?;
    let url = ready["url"].as_str()?;
    let (place, _) = url.strip_prefix("http://")?.split_once('/')?;
    Some((url.to_owned(), place.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_where_it_listens() {
        let line = r#"{"ready":true,"url":"http://127.0.0.1:4/kyy","seed":7}"#;
        let (base_url, place) = ("http://127.0.0.1:4/kyy", "127.0.0.1:4");
        assert_eq!(places(line), Some((base_url.to_owned(), place.to_owned())));
        for odd in ["", "{}", r#"{"url":"127.0.0.1:4/kyy"}"#] {
            assert_eq!(places(odd), None, "{odd}");
        }
    }
}
