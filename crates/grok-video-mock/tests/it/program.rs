//! The program, from outside.

use std::fs;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::client::Client;
use crate::process::{PROGRAM, Program, run};

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
    program.close_stdin();
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
        let mut command = Command::new(PROGRAM);
        let output = run(command.args(arguments).stdout(Stdio::piped()));
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
    let output = run(Command::new(PROGRAM).args(["--listen", &addr]));
    assert_eq!(output.status.code(), Some(1));
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(log.contains("can't listen on"), "{log}");
}
