use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::time::Duration;

use grok_video_mock::{MockServer, Script};
use serde_json::json;

use super::Admin;
use crate::client::{CREATE, Client, PREFIX, path_of};

const LOOPBACK: SocketAddr = SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0));

const BODY: &[u8] = br#"{"model":"grok_video3","prompt":"A cat [mock:after 1s 1s]"}"#;

#[tokio::test]
async fn a_header_keeps_tasks_faults_and_journal_apart() {
    let mut admin = Admin::start().await;
    let mut client = admin.client();
    let of = |name| [("x-mock-session", name)];
    let one = client
        .send("POST", CREATE, &of("one"), BODY)
        .await
        .field("id");
    let path = format!("{PREFIX}/v1/result/{one}");
    assert_eq!(client.send("GET", &path, &of("one"), b"").await.status, 200);
    client
        .send("GET", &path, &of("two"), b"")
        .await
        .error(404, "not_found");
    client.get(&path).await.error(404, "not_found");

    admin
        .post("faults?session=two", r#"{"fault":{"status":503}}"#)
        .await
        .ok(201);
    assert_eq!(client.send("GET", &path, &of("two"), b"").await.status, 503);
    assert_eq!(client.send("GET", &path, &of("one"), b"").await.status, 200);
    admin.post("reset?session=two", "").await.ok(200);
    assert_eq!(
        admin.get("sessions").await.ok(200)["sessions"],
        json!([
            {"name": "default", "n_tasks": 0, "n_requests": 1},
            {"name": "one", "n_tasks": 1, "n_requests": 3},
            {"name": "two", "n_tasks": 0, "n_requests": 0},
        ])
    );
    // The same seed in each: what a worker is called changes no id.
    let two = client
        .send("POST", CREATE, &of("two"), BODY)
        .await
        .field("id");
    assert_eq!(one, two);
}

#[tokio::test]
async fn the_url_of_a_result_leads_into_its_session() {
    let admin = Admin::start().await;
    let mut client = admin.client();
    let mut paths = Vec::new();
    for name in ["one", "default"] {
        let header = [("x-mock-session", name)];
        let id = client.send("POST", CREATE, &header, BODY).await.field("id");
        admin.server.advance(Duration::from_secs(2));
        let path = format!("{PREFIX}/v1/result/{id}");
        let url = client
            .send("GET", &path, &header, b"")
            .await
            .field("video_url");
        paths.push(path_of(&admin.server, &url).to_owned());
    }
    let mut download = admin.client().authorization(None);
    for path in &paths {
        assert_eq!(download.get(path).await.status, 200, "{path}");
    }
    assert!(paths[0].ends_with("&session=one"), "{paths:?}");
    admin.server.session("two").reset();
    let elsewhere = paths[0].replace("session=one", "session=two");
    download.get(&elsewhere).await.error(404, "not_found");
    assert_eq!(admin.server.session("one").counts().downloads, 1);
    assert_eq!(admin.server.counts().downloads, 1);
}

#[tokio::test]
async fn a_key_of_its_own_puts_a_client_into_a_session() {
    let mut admin = Admin::start().await;
    let opened = admin
        .post("sessions", r#"{"name":"w1","key":"sk-worker-1"}"#)
        .await
        .ok(201);
    let expected = json!({"name": "w1", "key": "sk-worker-1", "base_url": admin.server.base_url()});
    assert_eq!(opened, expected);
    let made_up = admin.post("sessions", "").await.ok(201);
    let key = made_up["key"].as_str().unwrap().to_owned();
    let keys = [
        ("Bearer sk-worker-1", "w1"),
        (&format!("Bearer {key}"), made_up["name"].as_str().unwrap()),
    ];
    for (authorization, name) in keys {
        let mut client = admin.client().authorization(Some(authorization));
        client.send("POST", CREATE, &[], BODY).await.ok(200);
        assert_eq!(admin.server.session(name).counts().creates, 1, "{name}");
        // The admin API, too, looks where the key leads.
        let state = client.get("/__mock/state").await.ok(200);
        assert_eq!(state["session"], name);
    }
    assert_eq!(admin.server.counts().total(), 0);

    for body in [
        r#"{"name":"w1"}"#,
        r#"{"key":"sk-worker-1"}"#,
        r#"{"name":"default"}"#,
    ] {
        admin.post("sessions", body).await.error(409, "exists");
    }
    assert_eq!(admin.send("DELETE", "sessions/w1", "").await.status, 204);
    admin
        .send("DELETE", "sessions/w1", "")
        .await
        .error(404, "not_found");
    admin
        .send("DELETE", "sessions/default", "")
        .await
        .error(409, "is_default");
    // The key is one like any other again.
    let mut client = admin.client().authorization(Some("Bearer sk-worker-1"));
    client.send("POST", CREATE, &[], BODY).await.ok(200);
    assert_eq!(admin.server.counts().creates, 1);
}

#[tokio::test]
async fn a_server_with_keys_takes_those_of_its_sessions() {
    let builder = MockServer::builder().key("sk-of-the-server");
    let (server, connector) = builder.start_in_memory().await.unwrap();
    let mut admin = Client::in_memory(&connector).authorization(None);
    let body = br#"{"key":"sk-of-a-session"}"#;
    admin
        .send("POST", "/__mock/sessions", &[], body)
        .await
        .ok(201);
    let body = br#"{"key":"sk-of-the-server"}"#;
    let taken = admin.send("POST", "/__mock/sessions", &[], body).await;
    taken.error(409, "exists");
    for (key, status) in [
        ("sk-of-the-server", 200),
        ("sk-of-a-session", 200),
        ("sk-other", 401),
    ] {
        let authorization = format!("Bearer {key}");
        let mut client = Client::in_memory(&connector).authorization(Some(&authorization));
        assert_eq!(
            client.send("POST", CREATE, &[], BODY).await.status,
            status,
            "{key}"
        );
    }
    assert_eq!(server.counts().creates, 1);
}

#[tokio::test]
async fn names_that_are_none_are_refused_and_the_number_is_bounded() {
    let mut admin = Admin::start().await;
    let mut client = admin.client();
    let odd = client
        .send("POST", CREATE, &[("x-mock-session", "a b")], BODY)
        .await;
    odd.error(400, "invalid_request");
    admin
        .get("state?session=a/b")
        .await
        .error(400, "invalid_request");
    for n in 0..1023 {
        let name = format!("w{n}");
        admin.get(&format!("state?session={name}")).await.ok(200);
    }
    admin
        .get("state?session=w1023")
        .await
        .error(409, "too_many_sessions");
    let header = [("x-mock-session", "w1023")];
    client
        .send("POST", CREATE, &header, BODY)
        .await
        .error(400, "too_many_sessions");
    assert_eq!(admin.send("DELETE", "sessions/w5", "").await.status, 204);
    client.send("POST", CREATE, &header, BODY).await.ok(200);
}

#[tokio::test]
async fn a_handle_of_a_session_sees_and_steers_it_alone() {
    let admin = Admin::start().await;
    let one = admin.server.session("one");
    one.plant("video_1", "grok_video3", Script::manual());
    one.step("video_1");
    let mut client = admin.client();
    let path = format!("{PREFIX}/v1/result/video_1");
    let answer = client
        .send("GET", &path, &[("x-mock-session", "one")], b"")
        .await;
    assert_eq!(answer.field("status"), "processing");
    assert_eq!(
        (one.polls("video_1"), admin.server.polls("video_1")),
        (1, 0)
    );
    one.reset();
    assert_eq!(one.counts().total(), 0);
}

#[tokio::test]
async fn an_unexpected_request_in_any_session_fails_the_test() {
    let (server, connector) = MockServer::start_in_memory().await;
    let mut client = Client::in_memory(&connector);
    client
        .send("GET", "/v1/elsewhere", &[("x-mock-session", "w1")], b"")
        .await;
    let dropped = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(server)));
    let message = *dropped.unwrap_err().downcast::<String>().unwrap();
    assert!(
        message.starts_with("In session w1: 1 request was unexpected"),
        "{message}"
    );
}

#[tokio::test]
async fn the_url_of_a_session_that_ended_begins_no_other() {
    let mut admin = Admin::start().await;
    let mut download = admin.client().authorization(None);
    let answer = download
        .get("/assets/a.mp4?sig=1&expires=1&session=one")
        .await;
    answer.error(404, "not_found");
    assert!(
        answer.head.contains("x-mock-error: the session one "),
        "{}",
        answer.head
    );
    download
        .get("/assets/a.mp4?session=a%20b")
        .await
        .error(400, "invalid_request");
    let sessions = admin.get("sessions").await.ok(200);
    assert_eq!(
        sessions["sessions"].as_array().unwrap().len(),
        1,
        "{sessions}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_wait_ends_with_its_session_and_begins_no_other() {
    let mut admin = Admin::start().await;
    let mut waiter = admin.client().authorization(None);
    let start = tokio::time::Instant::now();
    let waiting = tokio::spawn(async move {
        let path = "/__mock/journal/wait?requests=1&timeout=60s&session=one";
        waiter.get(path).await.error(404, "not_found");
    });
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(admin.send("DELETE", "sessions/one", "").await.status, 204);
    waiting.await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 1);
    let sessions = admin.get("sessions").await.ok(200);
    assert_eq!(
        sessions["sessions"].as_array().unwrap().len(),
        1,
        "{sessions}"
    );
}

#[tokio::test]
async fn a_file_of_the_page_begins_no_session() {
    let mut admin = Admin::start().await;
    assert_eq!(admin.get("?session=one").await.status, 200);
    let sessions = admin.get("sessions").await.ok(200);
    assert_eq!(
        sessions["sessions"].as_array().unwrap().len(),
        1,
        "{sessions}"
    );
}

#[tokio::test]
async fn the_key_of_one_session_is_shown_in_no_other() {
    let builder = MockServer::builder()
        .admin_token("tok-canary")
        .allow_unexpected();
    let (server, connector) = builder.start_in_memory().await.unwrap();
    let mut admin = Client::in_memory(&connector).authorization(Some("Bearer tok-canary"));
    for path in ["/__mock/state?session=earlier", "/__mock/sessions"] {
        let (method, body) = match path {
            "/__mock/sessions" => ("POST", &br#"{"name":"one","key":"sk-canary-1"}"#[..]),
            _ => ("GET", &b""[..]),
        };
        admin.send(method, path, &[], body).await;
    }
    let mut client = Client::in_memory(&connector);
    for session in ["default", "earlier", "later", "one"] {
        for secret in ["sk-canary-1", "tok-canary"] {
            let headers = [("x-mock-session", session)];
            let answer = client
                .send("GET", &format!("/{secret}/x"), &headers, b"")
                .await;
            assert!(
                answer.json()["message"]
                    .as_str()
                    .unwrap()
                    .ends_with("GET /[redacted]/x")
            );
        }
        let journal = format!("{:?}", server.session(session).requests());
        assert!(
            journal.contains("[redacted]") && !journal.contains("canary"),
            "{journal}"
        );
    }
    assert!(!format!("{server:?}").contains("canary"));
}

#[tokio::test]
async fn a_server_of_any_name_hands_out_urls_under_the_one_it_is_asked_by() {
    let everywhere = SocketAddr::from(([0, 0, 0, 0], 0));
    for (listen, expected) in [
        (everywhere, "http://mock.test:9000/"),
        (LOOPBACK, "http://127.0.0.1:"),
    ] {
        let builder = MockServer::builder()
            .listen(listen)
            .admin_token("tok-of-tests");
        let server = builder.start().await.unwrap();
        server.plant("video_1", "grok_video3", Script::immediate());
        let addr = SocketAddr::from(([127, 0, 0, 1], server.addr().port()));
        let mut client = Client::connect(addr)
            .await
            .authorization(Some("Bearer tok-of-tests"));
        let host = [("Host", "mock.test:9000")];
        for (path, field) in [
            ("/kyyReactApiServer/v1/result/video_1", "video_url"),
            ("/__mock/tasks/video_1", "video_url"),
        ] {
            let url = client.send("GET", path, &host, b"").await.field(field);
            assert!(url.starts_with(expected), "{path}: {url}");
        }
        let opened = client.send("POST", "/__mock/sessions", &host, b"").await;
        assert!(opened.field("base_url").starts_with(expected), "{opened:?}");
    }
}
