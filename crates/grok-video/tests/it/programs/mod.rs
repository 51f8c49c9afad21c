//! The programs of the README, run as they stand: each in a process and a folder of its own, told by the environment
//! where the service is.
//!
//! Those that are asynchronous get their runtime from [`staged`], whose clock is paused: a program that asks every 30
//! seconds ends at once.

mod staged;

use std::env;
use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Command, Output};

use grok_video::{ApiKey, Client};

use super::service::{KEY, VIDEO};

/// What a process ends with whose service can't have the port that it was given.
const PORT_TAKEN: i32 = 75;

#[expect(clippy::print_stdout, reason = "a program may")]
mod kite {
    use super::staged as tokio;

    include!("../../../examples/kite/program.rs");

    #[test]
    #[ignore = "is no test: the one beside it starts it"]
    fn program() {
        if super::is_started() {
            main().unwrap();
        }
    }
}

#[cfg(feature = "sqlite")]
#[expect(clippy::print_stdout, reason = "a program may")]
mod resume {
    use super::staged as tokio;

    include!("../../../examples/resume/program.rs");

    #[test]
    #[ignore = "is no test: the one beside it starts it"]
    fn program() {
        if super::is_started() {
            main().unwrap();
            main().unwrap();
        }
    }
}

#[cfg(feature = "blocking")]
#[expect(clippy::print_stdout, reason = "a program may")]
mod blocking {
    include!("../../../examples/blocking/program.rs");

    #[test]
    #[ignore = "is no test: the one beside it starts it"]
    fn program() {
        if super::is_started() {
            main().unwrap();
        }
    }
}

fn is_started() -> bool {
    env::var_os(ApiKey::ENV).is_some()
}

/// Runs the program of a module in `folder`, and returns what it said and how it ended.
fn run(module: &str, folder: &Path, base: &str) -> Output {
    Command::new(env::current_exe().unwrap())
        .arg(format!("programs::{module}::program"))
        .args(["--exact", "--ignored", "--nocapture", "--test-threads=1"])
        .env(ApiKey::ENV, KEY)
        .env(Client::BASE_URL_ENV, base)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// Runs a program with the service in its own process, and returns what it said.
#[track_caller]
fn run_staged(module: &str, folder: &Path) -> String {
    let output = loop {
        // Nobody can keep a port for another process, so it may be taken in between.
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let base = format!("http://{}/kyyReactApiServer", free.local_addr().unwrap());
        drop(free);
        let output = run(module, folder, &base);
        if output.status.code() != Some(PORT_TAKEN) {
            break output;
        }
    };
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}\n{output:?}");
    said
}

#[test]
fn the_shortest_program_makes_a_video() {
    let folder = tempfile::tempdir().unwrap();
    let said = run_staged("kite", folder.path());
    assert!(said.contains("completed"), "{said}");
    assert!(said.contains("served 1 creates, 1 downloads"), "{said}");
    assert_eq!(fs::read(folder.path().join("kite.mp4")).unwrap(), VIDEO);
}

#[cfg(feature = "sqlite")]
#[test]
fn the_program_with_a_ledger_pays_once_however_often_it_runs() {
    let folder = tempfile::tempdir().unwrap();
    let said = run_staged("resume", folder.path());
    assert!(said.contains("served 2 creates, 2 downloads"), "{said}");
    assert!(said.contains("served 0 creates, 0 downloads"), "{said}");
    for name in ["kite.mp4", "lighthouse.mp4"] {
        assert_eq!(fs::read(folder.path().join(name)).unwrap(), VIDEO);
    }
}

/// Its first poll is 30 s of real time away, so what is looked at is how it begins; `blocking` tests the rest.
#[cfg(feature = "blocking")]
#[test]
fn the_program_that_blocks_says_why_it_can_not_begin() {
    let server = grok_video_mock::MockServer::builder()
        .balance(KEY, 0)
        .start_on_thread()
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let output = run("blocking", folder.path(), &server.base_url());
    assert!(!output.status.success());
    assert_eq!((server.counts().refused, server.counts().total()), (1, 1));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
