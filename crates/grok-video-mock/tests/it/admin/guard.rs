use std::net::SocketAddr;

use grok_video_mock::MockServer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::Client;

#[tokio::test]
async fn other_sites_and_other_names_are_turned_away_on_loopback() {
    let server = MockServer::start().await;
    assert_eq!(server.admin_token(), None);
    let addr = server.addr().to_string();
    let own = format!("http://{addr}");
    let mut client = Client::of(&server).await.authorization(None);
    for (headers, status) in [
        (&[("Host", addr.as_str())][..], 200),
        (&[("Host", &addr), ("Origin", &own)], 200),
        (&[("Host", &addr), ("Origin", "http://evil.example")], 403),
        (&[("Host", &addr), ("Origin", "null")], 403),
        (&[("Host", "evil.example")], 403),
        (
            &[("Host", "evil.example"), ("Origin", "http://evil.example")],
            403,
        ),
    ] {
        for path in ["/__mock/state", "/__mock/", "/__mock/openapi/admin.json"] {
            let answer = client.send("GET", path, headers, b"").await;
            assert_eq!(answer.status, status, "{path} {headers:?}");
        }
        let answer = client.send("POST", "/__mock/reset", headers, b"").await;
        assert_eq!(answer.status, status, "{headers:?}");
    }
    // The service itself is for everybody.
    let service = client
        .send("GET", "/assets/a.mp4", &[("Host", "evil.example")], b"")
        .await;
    service.error(404, "not_found");
}

#[tokio::test]
async fn an_image_or_a_form_of_another_site_is_turned_away_and_a_link_is_not() {
    let server = MockServer::start().await;
    let addr = server.addr().to_string();
    let mut client = Client::of(&server).await.authorization(None);
    for (site, api) in [
        ("cross-site", 403),
        ("same-site", 403),
        ("same-origin", 200),
        ("none", 200),
    ] {
        let headers = [("Host", addr.as_str()), ("Sec-Fetch-Site", site)];
        for (method, path, status) in [
            ("GET", "/__mock/state?session=one", api),
            ("POST", "/__mock/reset", api),
            // What a link leads to has no effect.
            ("GET", "/__mock/", 200),
        ] {
            let answer = client.send(method, path, &headers, b"").await;
            assert_eq!(answer.status, status, "{method} {path} {site}");
        }
    }
}

#[tokio::test]
async fn whether_it_is_there_can_be_asked_with_head() {
    let server = MockServer::start().await;
    for (path, status) in [
        ("/__mock/", 200),
        ("/__mock/tasks?last=1", 200),
        ("/__mock/reset", 405),
    ] {
        let mut stream = TcpStream::connect(server.addr()).await.unwrap();
        let request =
            format!("HEAD {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{answer}"
        );
        assert!(answer.ends_with("\r\n\r\n"), "{answer}");
    }
}

#[tokio::test]
async fn a_server_that_others_can_reach_asks_for_a_token() {
    let everywhere = SocketAddr::from(([0, 0, 0, 0], 0));
    let server = MockServer::builder()
        .listen(everywhere)
        .start()
        .await
        .unwrap();
    let token = server.admin_token().unwrap().to_owned();
    assert_eq!(token.len(), 32, "{token}");
    let local = SocketAddr::from(([127, 0, 0, 1], server.addr().port()));
    for (authorization, status) in [
        (None, 401),
        (Some("Bearer any"), 401),
        (Some(&*format!("Bearer {token}x")), 401),
        (Some(&*format!("Bearer {token}")), 200),
    ] {
        let mut client = Client::connect(local).await.authorization(authorization);
        let state = client.get("/__mock/state").await;
        assert_eq!(state.status, status, "{authorization:?}");
        let text = String::from_utf8_lossy(&state.body);
        assert!(!text.contains(&token), "{text}");
        assert_eq!(
            client
                .send("DELETE", "/__mock/faults", &[], b"")
                .await
                .status,
            match status {
                200 => 204,
                status => status,
            }
        );
        // What shows nothing of the simulation is open, so that a browser can get it.
        for path in [
            "/__mock/",
            "/__mock/openapi/service.json",
            "/__mock/schema/scenario.json",
        ] {
            assert_eq!(client.get(path).await.status, 200, "{path}");
        }
    }
    let other = MockServer::builder()
        .listen(everywhere)
        .start()
        .await
        .unwrap();
    assert_ne!(other.admin_token(), Some(&*token));
    assert!(!format!("{server:?}").contains(&token));
}

#[tokio::test]
async fn a_token_of_ones_own_is_asked_for_on_loopback_too() {
    let builder = MockServer::builder().admin_token("tok-123");
    assert!(!format!("{builder:?}").contains("tok-123"));
    let server = builder.start().await.unwrap();
    let mut client = Client::of(&server).await;
    client.get("/__mock/tasks").await.error(401, "unauthorized");
    let mut client = client.authorization(Some("Bearer tok-123"));
    assert_eq!(client.get("/__mock/tasks").await.status, 200);
}
