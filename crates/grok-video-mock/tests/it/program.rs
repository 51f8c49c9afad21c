//! The program, from outside.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

use serde_json::Value;

use crate::client::Client;

const PROGRAM: &str = env!("CARGO_BIN_EXE_grok-video-mock");

/// A running program, which does not outlive its test.
struct Program {
    child: Child,
    /// The line that says that it listens.
    ready: String,
}

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(PROGRAM)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut ready = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut ready)
            .unwrap();
        Self { child, ready }
    }

    fn addr(&self) -> SocketAddr {
        let ready: Value = serde_json::from_str(&self.ready).unwrap();
        let url = ready["url"].as_str().unwrap();
        url.split('/').nth(2).unwrap().parse().unwrap()
    }

    /// Waits for the end and returns the status and all of standard error.
    fn end(mut self) -> (ExitStatus, String) {
        let mut log = String::new();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut log)
            .unwrap();
        (self.child.wait().unwrap(), log)
    }

    #[cfg(unix)]
    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-s", name, &id])
                .status()
                .unwrap()
                .success()
        );
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // An error says that it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn one_line_says_that_it_listens() {
    let program = Program::start(&["--seed", "7"]);
    let addr = program.addr();
    assert!(addr.ip().is_loopback() && addr.port() != 0, "{addr}");
    let expected = format!(
        "{{\"ready\":true,\"url\":\"http://{addr}/kyyReactApiServer\",\
         \"admin\":\"http://{addr}/__mock/\",\"seed\":7}}\n"
    );
    assert_eq!(program.ready, expected);
    TcpStream::connect(addr).unwrap();
}

#[cfg(unix)]
#[test]
fn signals_end_it_with_0() {
    for name in ["TERM", "INT"] {
        let program = Program::start(&[]);
        let idle = TcpStream::connect(program.addr()).unwrap();
        program.signal(name);
        let (status, log) = program.end();
        assert_eq!(status.code(), Some(0), "{name}: {log}");
        drop(idle);
    }
}

#[test]
fn the_end_of_standard_input_ends_it_if_asked() {
    let mut program = Program::start(&["--exit-with-parent"]);
    let addr = program.addr();
    TcpStream::connect(addr).unwrap();
    drop(program.child.stdin.take());
    let (status, log) = program.end();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(TcpStream::connect(addr).is_err());
}

#[test]
fn the_port_file_holds_the_port() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("port_file");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("port");
    let program = Program::start(&["--port-file", file.to_str().unwrap()]);
    let port: u16 = fs::read_to_string(&file).unwrap().trim().parse().unwrap();
    assert_eq!(port, program.addr().port());
    assert_eq!(
        fs::read_dir(&folder).unwrap().count(),
        1,
        "a temporary file is left"
    );
}

#[tokio::test]
async fn a_task_can_fail_without_an_admin() {
    let options = [
        "--key",
        "k1",
        "--key",
        "k2",
        "--time-scale",
        "1e9",
        "--prefix",
        "/relay",
    ];
    let program = Program::start(&options);
    let mut client = Client::connect(program.addr())
        .await
        .authorization(Some("Bearer k2"));
    let body = br#"{"model":"grok_video3","prompt":"[mock:after 1s 1s] [mock:fail Not this]"}"#;
    let id = client
        .send("POST", "/relay/v1/grok/videos", &[], body)
        .await
        .field("id");
    let path = format!("/relay/v1/result/{id}");
    let mut answer = client.get(&path).await;
    while answer.field("status") != "failed" {
        answer = client.get(&path).await;
    }
    assert_eq!(answer.field("error"), "Not this");
    client
        .authorization(Some("Bearer k3"))
        .get(&path)
        .await
        .error(401, "unauthorized");
}

#[test]
fn an_address_that_others_can_reach_is_worth_a_warning() {
    let mut program = Program::start(&["--listen", "0.0.0.0:0", "--exit-with-parent"]);
    drop(program.child.stdin.take());
    let (_, log) = program.end();
    assert!(log.contains("warning: 0.0.0.0:"), "{log}");
}

#[test]
fn bad_options_end_it_with_2_and_say_which() {
    for (arguments, named) in [
        (["--time-scale", "-1"], "--time-scale"),
        (["--time-scale", "fast"], "--time-scale"),
        (["--prefix", "/a b"], "--prefix"),
        (["--listen", "localhost"], "--listen"),
        (["--seeds", "1"], "--seeds"),
    ] {
        let output = Command::new(PROGRAM).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
        let log = String::from_utf8(output.stderr).unwrap();
        assert!(log.lines().next().unwrap().contains(named), "{log}");
    }
}

#[test]
fn an_address_that_is_taken_ends_it_with_1() {
    let program = Program::start(&[]);
    let addr = program.addr().to_string();
    let output = Command::new(PROGRAM)
        .args(["--listen", &addr])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(log.contains("can't listen on"), "{log}");
}
