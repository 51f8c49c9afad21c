//! The service in a process of its own, so that its memory is not ours.

use std::env;
use std::io::{BufRead, BufReader, Read, Write, stderr, stdin};
use std::process::{Child, Command, Stdio};

use grok_video_mock::{MockServer, Script};

use crate::service::seconds;

const VARIABLE: &str = "SERVICE_RUNS";

/// Serves tasks of one to six minutes, twenty times as fast, until nobody holds its standard input any more.
#[test]
#[ignore = "is no test: those beside it start it"]
fn service() {
    if env::var_os(VARIABLE).is_none() {
        return;
    }
    let script = Script::drawn(seconds(10)..=seconds(60), seconds(60)..=seconds(300));
    let builder = MockServer::builder().seed(7).time_scale(20.0);
    let server = builder.script(script).start_on_thread().unwrap();
    let line = format!("at {}\n", server.base_url());
    stderr().write_all(line.as_bytes()).unwrap();
    stdin().read_to_end(&mut Vec::new()).unwrap();
}

/// A service that runs until it is dropped.
pub(super) struct Service {
    child: Child,
    pub(super) base: String,
}

impl Service {
    pub(super) fn start() -> Self {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["ledger::process::service::service", "--exact", "--ignored"])
            .args(["--nocapture", "--test-threads=1"])
            .env(VARIABLE, "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let base = lines.find_map(|line| Some(line.unwrap().strip_prefix("at ")?.to_owned()));
        Self {
            child,
            base: base.unwrap(),
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It ends by itself with its standard input, where nobody asks it any more.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
