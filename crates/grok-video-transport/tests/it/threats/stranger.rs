//! The host of a result is a stranger: it gets the headers that a download needs and no other.

use super::super::fetch::fetch_from;
use super::super::server::{Reply, Server};

/// Returns the names of a request's headers, sorted.
fn header_names(request: &str) -> Vec<String> {
    let lines = request.lines().skip(1);
    let mut names: Vec<String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, _)| name.to_ascii_lowercase())
        .collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn the_host_of_a_result_gets_no_header_but_these() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\netag: \"a\"\r\nset-cookie: a=b\r\n\r\nvi";
    let rest = "content-range: bytes 2-4/5\r\netag: \"a\"\r\n";
    let server = Server::start(vec![
        Reply::http(302, "location: /next?sig=2\r\nset-cookie: a=b\r\n", ""),
        Reply::Last(head.into()),
        Reply::http(206, rest, "deo"),
    ])
    .await;
    let fetched = fetch_from(&server, "/v.mp4?sig=1").await;
    assert_eq!(fetched.unwrap(), b"video");
    let plain = ["accept", "accept-encoding", "host", "user-agent"];
    let resumed = [
        "accept",
        "accept-encoding",
        "host",
        "if-range",
        "range",
        "user-agent",
    ];
    let requests = server.requests();
    // A redirect, what broke off, and its rest by way of the redirect's URL again.
    assert_eq!(header_names(&requests[0]), plain);
    assert_eq!(header_names(&requests[1]), plain);
    assert_eq!(header_names(&requests[2]), resumed);
    for request in &requests {
        assert!(!request.contains("canary"), "{request}");
    }
}
