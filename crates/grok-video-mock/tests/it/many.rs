//! Servers by the thousand: none hangs, none leaks, none answers after its end.

use std::fs;
use std::io::{ErrorKind, Write};
use std::net::{SocketAddr, TcpStream};

use grok_video_mock::{MockServer, Script};

use crate::client::Client;

const N: usize = 1000;

/// Asks from a plain blocking socket, which knows nothing of any runtime.
#[track_caller]
fn check_refused(addr: SocketAddr) {
    let error = TcpStream::connect(addr).expect_err("the port must refuse");
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
}

/// Returns how many threads and descriptors this process has, where the
/// system tells.
fn usage() -> Option<(usize, usize)> {
    let count = |path| fs::read_dir(path).ok().map(Iterator::count);
    let counted = count("/proc/self/task").zip(count("/proc/self/fd"));
    if counted.is_none() {
        let line =
            b"NOT CHECKED, for /proc is missing: the threads and descriptors that are left\n";
        // Also where the test passes.
        let _ = std::io::stderr().write_all(line);
    }
    counted
}

/// Runs the ignored test of this name in a process of its own, where nobody
/// else opens anything.
fn alone(name: &str) {
    let program = std::env::current_exe().unwrap();
    let ran = std::process::Command::new(program)
        .args(["--exact", name, "--ignored", "--test-threads", "1"])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success() && text.contains("1 passed"), "{text}");
}

#[test]
fn a_thousand_servers_at_once_and_a_thousand_one_after_the_other() {
    for name in ["held_at_once", "in_the_runtime", "in_memory", "on_a_thread"] {
        alone(&format!("many::{name}"));
    }
}

#[tokio::test]
#[ignore = "it counts what its process has; `alone` gives it one"]
async fn held_at_once() {
    let before = usage();
    let mut servers = Vec::new();
    for _ in 0..N {
        let server = MockServer::start().await;
        server.plant("video_1", "grok_video3", Script::immediate());
        servers.push(server);
    }
    for server in &servers {
        assert_eq!(Client::of(server).await.query("video_1").await.status, 200);
    }
    // One by one: a port that is free for long may become somebody else's.
    for server in servers {
        let addr = server.addr();
        drop(server);
        check_refused(addr);
    }
    check_usage(before).await;
}

#[tokio::test]
#[ignore = "it counts what its process has; `alone` gives it one"]
async fn in_the_runtime() {
    let before = usage();
    for _ in 0..N {
        let server = MockServer::start().await;
        server.plant("video_1", "grok_video3", Script::immediate());
        let mut client = Client::of(&server).await;
        assert_eq!(client.query("video_1").await.status, 200);
        let addr = server.addr();
        drop(server);
        check_refused(addr);
    }
    check_usage(before).await;
}

#[tokio::test]
#[ignore = "it counts what its process has; `alone` gives it one"]
async fn in_memory() {
    let before = usage();
    for _ in 0..N {
        let (server, connector) = MockServer::start_in_memory().await;
        server.plant("video_1", "grok_video3", Script::immediate());
        let mut client = Client::in_memory(&connector);
        assert_eq!(client.query("video_1").await.status, 200);
    }
    assert_eq!(usage(), before);
}

#[test]
#[ignore = "it counts what its process has; `alone` gives it one"]
fn on_a_thread() {
    // The first one opens what tokio keeps for good: a pipe for signals.
    drop(MockServer::start_on_thread());
    let before = usage();
    for _ in 0..N {
        let server = MockServer::start_on_thread();
        let addr = server.addr();
        TcpStream::connect(addr).unwrap();
        drop(server);
        check_refused(addr);
    }
    assert_eq!(usage(), before);
}

/// Lets the runtime get to the tasks that were aborted, which hold their
/// connections until then, and checks that nothing is left.
async fn check_usage(before: Option<(usize, usize)>) {
    for _ in 0..N {
        if usage() == before {
            return;
        }
        tokio::task::yield_now().await;
    }
    assert_eq!(usage(), before, "threads and descriptors are left");
}
