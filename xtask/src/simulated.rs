//! The simulated service, started for a check.

use std::ffi::OsStr;
use std::fmt;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::bounded;
use crate::failure::Failure;

/// What it is always told: the same ids in every run, and to end where this process does.
const ARGUMENTS: [&str; 3] = ["--seed", "7", "--exit-with-parent"];
/// How long it may take to end.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running `grok-video-mock`, which ends when this is dropped, or with this process.
#[derive(Debug)]
pub(crate) struct Simulated {
    child: Child,
    ready: String,
    base_url: String,
    addr: SocketAddr,
}

impl Simulated {
    /// Starts the program with a seed and these arguments, and waits until it listens.
    pub(crate) fn start(
        program: &Path,
        arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> Result<Self, Failure> {
        let mut child = Command::new(program)
            .args(ARGUMENTS)
            .args(arguments)
            // Held open for as long as it is to run.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| failed(format_args!("it does not start: {error}")))?;
        match ready(&mut child) {
            Ok((ready, base_url, addr)) => Ok(Self {
                child,
                ready,
                base_url,
                addr,
            }),
            Err(failure) => {
                end(&mut child);
                Err(failure)
            }
        }
    }

    /// Returns the line that it printed when it listened.
    pub(crate) fn ready(&self) -> &str {
        &self.ready
    }

    /// Returns what a client takes for the address of the service.
    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Returns where it listens.
    pub(crate) fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Ends it as a parent that ends would, and proves that it was still there and does.
    pub(crate) fn stop(mut self) -> Result<(), Failure> {
        drop(self.child.stdin.take());
        match bounded::wait(&mut self.child, PATIENCE) {
            Ok(Some(status)) if status.success() => Ok(()),
            Ok(Some(status)) => Err(failed(format_args!("it ended with {status}"))),
            Ok(None) => Err(failed("it did not end with its standard input")),
            Err(error) => Err(failed(format_args!("it can't be waited for: {error}"))),
        }
    }
}

impl Drop for Simulated {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

fn end(child: &mut Child) {
    // An error says that it has ended already.
    let _ = child.kill();
    let _ = child.wait();
}

fn failed(why: impl fmt::Display) -> Failure {
    Failure::check(format!("the simulated service: {why}"))
}

/// Waits for the line that says that it listens; returns the line, and what it says.
fn ready(child: &mut Child) -> Result<(String, String, SocketAddr), Failure> {
    let mut line = String::new();
    if let Some(stdout) = child.stdout.take() {
        let read = BufReader::new(stdout).read_line(&mut line);
        read.map_err(|error| failed(format_args!("it says nothing: {error}")))?;
    }
    line.truncate(line.trim_end().len());
    match place(&line) {
        Some((base_url, addr)) => Ok((line, base_url, addr)),
        None if line.is_empty() => Err(failed("it says nothing")),
        None => Err(failed(format_args!("it said something odd: {line}"))),
    }
}

/// Reads the base URL, and the address in it, from the line that says that it listens.
fn place(line: &str) -> Option<(String, SocketAddr)> {
    let ready: Value = serde_json::from_str(line).ok()?;
    let url = ready.get("url")?.as_str()?;
    let authority = url.strip_prefix("http://")?.split('/').next()?;
    Some((url.to_owned(), authority.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_where_it_listens() {
        let line = r#"{"ready":true,"url":"http://127.0.0.1:43123/kyy","admin":"x","seed":7}"#;
        let addr = SocketAddr::from(([127, 0, 0, 1], 43_123));
        let base_url = "http://127.0.0.1:43123/kyy".to_owned();
        assert_eq!(place(line), Some((base_url, addr)));
        for odd in [
            "",
            "{}",
            r#"{"url":"http://127.0.0.1/kyy"}"#,
            r#"{"url":"127.0.0.1:4/kyy"}"#,
        ] {
            assert_eq!(place(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_program_that_does_not_listen_is_an_error() {
        // `true` says nothing, and `echo` says the arguments.
        for (program, why) in [
            ("true", "it says nothing"),
            ("echo", "something odd: --seed"),
        ] {
            let failure = Simulated::start(Path::new(program), ["x"]).expect_err("no service");
            assert!(failure.to_string().contains(why), "{failure}");
        }
    }
}
