//! A worker that tells a web server how tasks end.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use rustix::process::Signal;

use super::program::service;
use super::running::Running;
use super::user::{User, requests};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Takes so many messages, and returns them.
fn receive(listener: TcpListener, n: usize) -> thread::JoinHandle<Vec<String>> {
    thread::spawn(move || {
        let mut messages = Vec::new();
        while messages.len() < n {
            let (mut stream, _) = listener.accept().unwrap();
            let mut message = Vec::new();
            let mut byte = [0];
            // The kind comes last: `…,"type":"video.saved"}`.
            while !message.ends_with(b"\"}") {
                assert_ne!(stream.read(&mut byte).unwrap(), 0, "it breaks off");
                message.push(byte[0]);
            }
            stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
                .unwrap();
            messages.push(String::from_utf8(message).unwrap());
        }
        messages
    })
}

#[test]
fn each_end_is_posted_before_it_is_told() {
    let server = service();
    let user = User::of(&server);
    let file = user.write("requests.jsonl", &requests(3));
    let submit = ["submit", "--from", &file, "--save", user.folder()];
    assert_eq!(user.run(submit).code, 0);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/videos", listener.local_addr().unwrap());
    let receiving = receive(listener, 3);
    let mut command = user.command();
    command.env("GROK_VIDEO_WEBHOOK_SECRET", SECRET);
    let worker = Running::start(
        &mut command,
        ["worker", "--interval", "20ms", "--webhook", &url],
    );
    worker.says_times(3, "saved ");
    let messages = receiving.join().unwrap();
    worker.send(Signal::TERM);
    assert_eq!(worker.end().code, 0);
    for message in messages {
        assert!(
            message.starts_with("POST /videos HTTP/1.1\r\n"),
            "{message}"
        );
        assert!(message.contains(r#""type":"video.saved""#), "{message}");
        assert!(message.contains("\r\nwebhook-signature: v1,"), "{message}");
    }
}

#[test]
fn a_webhook_that_can_not_be_used_is_refused_before_there_is_work() {
    let server = service();
    let user = User::of(&server);
    for (url, secret, words) in [
        (
            "https://10.0.0.1/x",
            SECRET,
            "the webhook's URL is not one that messages go to",
        ),
        (
            "http://example.com/x",
            SECRET,
            "the webhook's URL is not one that messages go to",
        ),
        (
            "https://example.com/x",
            "",
            "the webhook's secret is not `whsec_`",
        ),
    ] {
        let mut command = user.command();
        command.env("GROK_VIDEO_WEBHOOK_SECRET", secret);
        let worker = Running::start(&mut command, ["worker", "--webhook", url]);
        let said = worker.says(words);
        assert!(!said.contains(SECRET), "{said}");
        assert_eq!(worker.end().code, 2, "{said}");
    }
}
