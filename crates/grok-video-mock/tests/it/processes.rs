//! The same seed and the same requests, in two processes.

use std::fmt::Write as _;
use std::process::Command;
use std::time::Duration;

use grok_video_mock::{
    Fault, MockServer, RateLimit, Replies, RetryAfter, Scope, Script, Spread, Trigger,
};
use tokio::time::sleep;

use crate::client::Client;

const SECOND: Duration = Duration::from_secs(1);

/// Runs a fixed course of requests under faults of every kind, and returns the
/// journal and the fault log.
async fn course(seed: u64) -> String {
    let builder = MockServer::builder().seed(seed).epoch(1_774_836_724);
    let limit = RateLimit::new(20, 2 * SECOND);
    let (server, connector) = builder
        .rate_limit(limit)
        .balance("test", 12)
        .start_in_memory()
        .await
        .unwrap();
    for (probability, fault) in [
        (0.1, Fault::status(503)),
        (0.1, Fault::rate_limited(RetryAfter::Date(5))),
        (0.05, Fault::reset()),
        (0.05, Fault::end_after(20)),
        (0.1, Fault::stale()),
        (0.1, Fault::html_page(502).delayed(SECOND..=3 * SECOND)),
        (0.3, Fault::late(Spread::log_normal(SECOND, 0.8))),
        (0.1, Fault::drip(50, SECOND)),
    ] {
        server.inject(Scope::api(), Trigger::probability(probability), fault);
    }
    server.reply(
        Scope::queries(),
        Replies::from([Fault::malformed(), Fault::empty_body()]).then_live(),
    );
    let mut ids = Vec::new();
    for n in 0..20 {
        server.plant(
            &format!("planted_{n}"),
            "grok_video3",
            Script::drawn(Spread::exponential(5 * SECOND), SECOND..=60 * SECOND),
        );
        ids.push(format!("planted_{n}"));
    }
    for n in 0..400 {
        let mut client = Client::in_memory(&connector);
        let path = match n % 20 {
            0 => {
                let body = r#"{"model":"grok_video3","prompt":"A cat"}"#;
                let head = format!(
                    "POST /kyyReactApiServer/v1/grok/videos HTTP/1.1\r\nHost: mock\r\n\
                     Connection: close\r\nAuthorization: Bearer test\r\n\
                     Content-Length: {}\r\n\r\n{body}",
                    body.len()
                );
                client.write(head.as_bytes()).await;
                drop(client.rest().await);
                continue;
            }
            n => format!("/kyyReactApiServer/v1/result/{}", ids[n]),
        };
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: mock\r\nConnection: close\r\n\
             Authorization: Bearer test\r\n\r\n"
        );
        client.write(request.as_bytes()).await;
        drop(client.rest().await);
        sleep(Duration::from_millis(700)).await;
    }
    let mut log = String::new();
    for request in server.requests() {
        writeln!(log, "{request}").unwrap();
    }
    for fault in server.faults() {
        writeln!(log, "{fault}").unwrap();
    }
    log
}

/// Runs the course of `seed` in a process of its own.
fn in_a_process(seed: u64) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("log");
    let program = std::env::current_exe().unwrap();
    let ran = Command::new(program)
        .args(["--exact", "processes::one_course", "--ignored"])
        .env("COURSE_SEED", seed.to_string())
        .env("COURSE_FILE", &file)
        .output()
        .unwrap();
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stdout)
    );
    std::fs::read_to_string(file).unwrap()
}

#[tokio::test(start_paused = true)]
#[ignore = "it is run in a process of its own, by the test below"]
async fn one_course() {
    let seed = std::env::var("COURSE_SEED").unwrap().parse().unwrap();
    let log = course(seed).await;
    std::fs::write(std::env::var("COURSE_FILE").unwrap(), log).unwrap();
}

#[test]
fn the_same_seed_gives_the_same_journal_and_fault_log() {
    let log = in_a_process(7);
    let n_faults = log.lines().filter(|line| line.ends_with(')')).count();
    assert!(log.lines().count() > 400 && n_faults > 100, "{log}");
    assert_eq!(log, in_a_process(7));
    assert_ne!(log, in_a_process(8));
}
