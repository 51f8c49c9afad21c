//! No proxy is used, whatever the environment says: it would see addresses that nobody checked.

use std::process::Command;

use super::super::server::{Reply, Server, id};
use super::sink::Sink;

const CHILD: &str = "threats::proxy::asks_with_a_proxy_in_its_environment";

#[tokio::test]
async fn the_environment_names_no_proxy() {
    let sink = Sink::start("127.0.0.1").await;
    let proxy = format!("http://{}", sink.addr);
    let program = std::env::current_exe().unwrap();
    let mut child = Command::new(program);
    child.args(["--exact", CHILD, "--ignored", "--quiet"]);
    for name in [
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ] {
        child.env(name, &proxy);
    }
    let output = tokio::task::spawn_blocking(move || child.output()).await;
    let output = output.unwrap().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}"
    );
    assert_eq!(sink.n_connections(), 0);
}

#[tokio::test]
#[ignore = "run by another test, in a process of its own"]
async fn asks_with_a_proxy_in_its_environment() {
    assert!(std::env::var_os("HTTP_PROXY").is_some());
    let server = Server::start(vec![Reply::ok(r#"{"id":"video_1","status":"queued"}"#)]).await;
    assert!(server.client().query(&id()).await.is_ok());
    assert_eq!(server.n_connections(), 1);
}
