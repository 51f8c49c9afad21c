//! A program that was started and says where it listens.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::failure::Failure;

/// A running program, which ends when it is dropped.
#[derive(Debug)]
pub(super) struct Running {
    child: Child,
    start: Instant,
    addr: SocketAddr,
}

impl Running {
    /// Starts a program and waits for its line.
    pub(super) fn start(program: &Path) -> Result<Self, Failure> {
        let failed = |what: &dyn std::fmt::Display| {
            Failure::check(format!("`{}` does not start: {what}", program.display()))
        };
        let start = Instant::now();
        let mut child = Command::new(program)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| failed(&error))?;
        let mut line = String::new();
        let read = child
            .stdout
            .as_mut()
            .map(|stdout| BufReader::new(stdout).read_line(&mut line));
        match (read, addr(&line)) {
            (Some(Ok(_)), Some(addr)) => Ok(Self { child, start, addr }),
            _ => {
                stop(&mut child);
                Err(failed(&format_args!("its first line is {line:?}")))
            }
        }
    }

    /// Returns the time since just before the process was started.
    pub(super) fn since_start(&self) -> Duration {
        self.start.elapsed()
    }

    pub(super) fn addr(&self) -> SocketAddr {
        self.addr
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        stop(&mut self.child);
    }
}

fn stop(child: &mut Child) {
    // An error says that it has ended already.
    let _ = child.kill();
    let _ = child.wait();
}

/// Returns the address in the URL of a line that says that a program listens.
fn addr(line: &str) -> Option<SocketAddr> {
    let line: Value = serde_json::from_str(line).ok()?;
    let url = line.get("url")?.as_str()?;
    url.strip_prefix("http://")?.split('/').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_with_and_without_a_path() {
        let expected = Some(SocketAddr::from(([127, 0, 0, 1], 80)));
        for path in ["", "/kyyReactApiServer"] {
            let line = format!(r#"{{"ready":true,"url":"http://127.0.0.1:80{path}"}}"#);
            assert_eq!(addr(&line), expected);
        }
        assert_eq!(addr(""), None);
        assert_eq!(addr(r#"{"ready":true}"#), None);
    }
}
