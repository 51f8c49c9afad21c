//! How the program ends, and that nothing it has begun is lost by that.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::client::CREATE;
#[cfg(unix)]
use crate::process::signal;
use crate::process::{PATIENCE, PROGRAM, Program, addr, run, wait_until_refused};

/// How long requests in flight may take once the program is told to end.
const GRACE: Duration = Duration::from_secs(3);

const BODY: &str = r#"{"model":"grok_video3","prompt":"A cat"}"#;

/// A create call of which the server waits for the second half of the body.
struct HalfSent {
    stream: BufReader<TcpStream>,
}

impl HalfSent {
    fn begin(addr: SocketAddr) -> Self {
        let stream = TcpStream::connect(addr).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut half_sent = Self {
            stream: BufReader::new(stream),
        };
        half_sent.write(&format!(
            "POST {CREATE} HTTP/1.1\r\nHost: mock\r\nAuthorization: Bearer test\r\n\
             Expect: 100-continue\r\nContent-Length: {}\r\n\r\n",
            BODY.len()
        ));
        // Says that the server has begun to read the body, so that the call is in flight.
        let (head, _) = half_sent.read_head();
        assert!(head.starts_with("HTTP/1.1 100 "), "{head}");
        half_sent.write(&BODY[..BODY.len() / 2]);
        half_sent
    }

    /// Sends the rest, and asserts that the whole answer comes and then the end.
    fn finish(self) {
        let mut stream = self.finish_kept();
        assert_eq!(stream.read(&mut [0]).unwrap(), 0);
    }

    /// Sends the rest, and returns the connection behind the whole answer.
    fn finish_kept(mut self) -> BufReader<TcpStream> {
        self.write(&BODY[BODY.len() / 2..]);
        let (head, length) = self.read_head();
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).unwrap();
        let task: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(task["status"], "queued");
        self.stream
    }

    fn write(&mut self, text: &str) {
        self.stream.get_mut().write_all(text.as_bytes()).unwrap();
    }

    /// Reads a head and returns it, and the length of the body after it.
    fn read_head(&mut self) -> (String, usize) {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert_ne!(self.stream.read_line(&mut head).unwrap(), 0, "{head}");
        }
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            let is_length = name.eq_ignore_ascii_case("content-length");
            is_length.then(|| value.parse().unwrap())
        });
        (head, length.unwrap_or_default())
    }
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
        assert_eq!(log, format!("grok-video-mock: SIG{name}: ending\n"));
        drop(idle);
    }
}

#[cfg(unix)]
#[test]
fn what_is_in_flight_when_a_signal_comes_is_answered() {
    for name in ["TERM", "INT"] {
        let mut program = Program::start(&[]);
        let addr = program.addr();
        let calls: Vec<_> = (0..20).map(|_| HalfSent::begin(addr)).collect();
        program.signal(name);
        assert_eq!(
            program.line(),
            format!("grok-video-mock: SIG{name}: ending\n")
        );
        wait_until_refused(addr);
        // What is said once need not be said again, and does no harm.
        for name in ["TERM", "INT", "TERM"] {
            program.signal(name);
        }
        for call in calls {
            call.finish();
        }
        let (status, log) = program.end();
        assert_eq!(status.code(), Some(0), "{name}: {log}");
        assert_eq!(log, "");
    }
}

#[cfg(unix)]
#[test]
fn connections_that_are_kept_do_not_hold_up_the_end() {
    let program = Program::start(&[]);
    let kept: Vec<_> = (0..20)
        .map(|_| HalfSent::begin(program.addr()).finish_kept())
        .collect();
    program.signal("TERM");
    let (status, log) = program.end();
    assert_eq!(status.code(), Some(0));
    // It would say so if it had waited for them in vain.
    assert_eq!(log, "grok-video-mock: SIGTERM: ending\n");
    for mut stream in kept {
        assert_eq!(stream.read(&mut [0]).unwrap(), 0);
    }
}

#[cfg(unix)]
#[test]
fn a_client_that_never_finishes_is_waited_for_three_seconds() {
    let mut program = Program::start(&[]);
    let mut call = HalfSent::begin(program.addr());
    program.signal("TERM");
    program.line();
    let told = Instant::now();
    let (status, log) = program.end();
    let took = told.elapsed();
    assert_eq!(status.code(), Some(0));
    assert_eq!(
        log,
        "grok-video-mock: requests that took too long were cut off\n"
    );
    // The line was read a moment after it was written.
    let least = GRACE - Duration::from_millis(500);
    assert!(took > least && took < GRACE + PATIENCE, "{took:?}");
    // Cut off: no answer. Whether as an end or as a reset is the system's affair.
    let mut rest = Vec::new();
    let _ = call.stream.read_to_end(&mut rest);
    assert_eq!(rest, b"");
}

#[test]
fn the_end_of_standard_input_ends_it_if_asked() {
    let mut program = Program::start(&["--exit-with-parent"]);
    let addr = program.addr();
    let call = HalfSent::begin(addr);
    program.close_stdin();
    assert_eq!(
        program.line(),
        "grok-video-mock: standard input ended: ending\n"
    );
    call.finish();
    let (status, log) = program.end();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(TcpStream::connect(addr).is_err());
}

#[test]
fn the_end_of_standard_input_does_not_end_it_unasked() {
    let mut program = Program::start(&[]);
    program.close_stdin();
    for _ in 0..20 {
        drop(HalfSent::begin(program.addr()).finish_kept());
    }
}

#[test]
fn without_a_standard_input_that_lasts_it_ends_at_once_if_asked() {
    let mut command = Command::new(PROGRAM);
    command.arg("--exit-with-parent").stdin(Stdio::null());
    let output = run(command.stdout(Stdio::piped()));
    assert_eq!(output.status.code(), Some(0));
    // It has listened for a moment, and says so.
    let ready = String::from_utf8(output.stdout).unwrap();
    assert!(TcpStream::connect(addr(&ready)).is_err());
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "grok-video-mock: standard input ended: ending\n"
    );
}

#[cfg(unix)]
#[test]
#[ignore = "it is run in a process of its own, by the test below, and killed"]
fn a_parent() {
    let mut child = Command::new(PROGRAM)
        .arg("--exit-with-parent")
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let id = child.id().to_string();
    fs::write(std::env::var("CHILD_FILE").unwrap(), id).unwrap();
    // For ever: its standard input is held until the parent is no more.
    let stdin = child.stdin.take();
    child.wait().unwrap();
    drop(stdin);
}

#[cfg(unix)]
#[test]
fn a_parent_that_is_killed_leaves_no_orphan() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("child");
    let mut parent = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "endings::a_parent", "--ignored", "--nocapture"])
        .env("CHILD_FILE", &file)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(parent.stdout.take().unwrap());
    let mut line = String::new();
    while !line.starts_with('{') {
        line.clear();
        assert_ne!(stdout.read_line(&mut line).unwrap(), 0, "it never listened");
    }
    let addr = addr(&line);
    TcpStream::connect(addr).unwrap();

    // SIGKILL: it can't tell anybody.
    parent.kill().unwrap();
    parent.wait().unwrap();
    // Its child has the same standard output, which ends with the last of both.
    let (ended, has_ended) = mpsc::channel();
    thread::spawn(move || {
        let mut rest = String::new();
        let _ = stdout.read_to_string(&mut rest);
        let _ = ended.send(());
    });
    if has_ended.recv_timeout(PATIENCE).is_err() {
        signal(fs::read_to_string(file).unwrap().parse().unwrap(), "KILL");
        panic!("the program outlived its parent");
    }
    assert!(TcpStream::connect(addr).is_err());
}

#[test]
fn a_port_file_that_can_not_be_written_ends_it_with_1_and_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("missing").join("port");
    let mut command = Command::new(PROGRAM);
    command.arg("--port-file").arg(&file);
    let output = run(command.stdout(Stdio::piped()));
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty(), "nobody is told of what has ended");
    let log = String::from_utf8(output.stderr).unwrap();
    let named = format!("grok-video-mock: can't write {}: ", file.display());
    assert!(log.starts_with(&named), "{log}");
}

#[test]
fn the_port_file_stays_and_the_next_program_replaces_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("port");
    for _ in 0..2 {
        let arguments = ["--exit-with-parent", "--port-file", file.to_str().unwrap()];
        let mut program = Program::start(&arguments);
        let port = program.addr().port();
        program.close_stdin();
        assert_eq!(program.end().0.code(), Some(0));
        assert_eq!(fs::read_to_string(&file).unwrap(), format!("{port}\n"));
    }
}

#[cfg(unix)]
#[test]
fn a_standard_output_that_nobody_reads_ends_it_with_1() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = run(Command::new(PROGRAM).stdin(Stdio::null()).stdout(writer));
    assert_eq!(output.status.code(), Some(1));
    let log = String::from_utf8(output.stderr).unwrap();
    let expected = "grok-video-mock: can't write to standard output: ";
    assert!(log.starts_with(expected), "{log}");
}

/// As with every program of Rust's, whose runtime opens `/dev/null` in its place.
#[cfg(unix)]
#[test]
fn a_standard_output_that_is_closed_is_like_one_that_is_thrown_away() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("port");
    let mut command = Command::new("sh");
    command
        .args(["-c", r#"exec "$0" --exit-with-parent --port-file "$1" >&-"#])
        .arg(PROGRAM)
        .arg(&file);
    let output = run(command.stdin(Stdio::piped()));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "grok-video-mock: standard input ended: ending\n"
    );
    assert_eq!(output.status.code(), Some(0));
    assert!(file.exists());
}
