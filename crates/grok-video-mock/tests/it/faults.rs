//! Every fault, on the API and on the asset, over TCP and in memory.

use std::io::ErrorKind;
use std::time::Duration;

use grok_video_mock::{Completion, Fault, MockServer, RetryAfter, Scope, Script, Spread, Trigger};
use tokio::time::{Instant, timeout};

use crate::client::{Client, PREFIX, path_of};

const SECOND: Duration = Duration::from_secs(1);
const EPOCH: u64 = 1_774_836_724;

/// A server with a completed task, and a client over TCP or in memory.
async fn started(is_in_memory: bool) -> (MockServer, Client) {
    let builder = MockServer::builder().epoch(EPOCH).seed(7);
    let (server, client) = if is_in_memory {
        let (server, connector) = builder.start_in_memory().await.unwrap();
        (server, Client::in_memory(&connector))
    } else {
        let server = builder.start().await.unwrap();
        let client = Client::of(&server).await;
        (server, client)
    };
    let script = Script::immediate().then_complete(Completion::new().with_last_frame());
    server.plant("video_1", "grok_video3", script);
    (server, client)
}

/// Returns what a query comes to that `fault` happens to.
async fn struck(fault: Fault, is_in_memory: bool) -> (MockServer, String, Option<ErrorKind>) {
    let (server, mut client) = started(is_in_memory).await;
    server.inject(Scope::queries(), Trigger::always(), fault);
    let (came, error) = client.query_to_the_end("video_1").await;
    (server, came, error)
}

async fn answered(fault: Fault) -> crate::client::Answer {
    let (server, mut client) = started(false).await;
    server.inject(Scope::queries(), Trigger::always(), fault);
    client.query("video_1").await
}

#[tokio::test(start_paused = true)]
async fn an_answer_in_place_of_the_service() {
    let answer = answered(Fault::status(503)).await;
    assert_eq!(answer.error(503, "503"), "Service Unavailable");

    let answer = answered(Fault::rate_limited(RetryAfter::Seconds(30))).await;
    assert_eq!(answer.header("retry-after"), Some("30"));
    answer.error(429, "429");

    let answer = answered(Fault::rate_limited(RetryAfter::Date(60))).await;
    let date = "Mon, 30 Mar 2026 02:13:04 GMT";
    assert_eq!(answer.header("retry-after"), Some(date));
    // Both are of one clock: a client reads 60 s, whatever the system's time is.
    assert_eq!(answer.header("date"), Some("Mon, 30 Mar 2026 02:12:04 GMT"));

    let answer = answered(Fault::rate_limited(RetryAfter::Absent)).await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, None));

    let answer = answered(Fault::business_error("204", "登录验证失败")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        String::from_utf8_lossy(&answer.body),
        r#"{"code":"204","msg":"登录验证失败"}"#
    );

    let answer = answered(Fault::html_page(502)).await;
    assert_eq!((answer.status, answer.body[0]), (502, b'<'));
    assert_eq!(answer.header("content-type"), Some("text/html"));

    let answer = answered(Fault::redirect("https://elsewhere.example/")).await;
    let location = answer.header("location");
    assert_eq!(
        (answer.status, location),
        (302, Some("https://elsewhere.example/"))
    );

    let answer = answered(Fault::answer(418, "text/plain", "short and stout")).await;
    assert_eq!(
        (answer.status, &answer.body[..]),
        (418, &b"short and stout"[..])
    );
}

#[tokio::test(start_paused = true)]
async fn an_answer_of_the_service_that_comes_changed() {
    let answer = answered(Fault::malformed()).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body[0], b'{');
    assert!(serde_json::from_slice::<serde_json::Value>(&answer.body).is_err());

    let answer = answered(Fault::empty_body()).await;
    assert_eq!((answer.status, answer.body.len()), (200, 0));

    let answer = answered(Fault::wrapped()).await.json();
    assert_eq!(
        (&answer["code"], &answer["data"]["id"]),
        (&0.into(), &"video_1".into())
    );

    let answer = answered(Fault::content_type("text/plain")).await;
    assert_eq!(answer.header("content-type"), Some("text/plain"));
    assert_eq!(answer.field("id"), "video_1");

    let answer = answered(Fault::unknown_status("moderating")).await;
    assert_eq!(answer.field("status"), "moderating");
}

#[tokio::test(start_paused = true)]
async fn a_stale_answer_shows_what_was_before() {
    let server = MockServer::start().await;
    server.plant("video_1", "grok_video3", Script::after_polls(1, 2));
    server.inject(Scope::queries(), Trigger::every(2), Fault::stale());
    let mut client = Client::of(&server).await;
    let mut seen = Vec::new();
    for _ in 0..5 {
        seen.push(client.query("video_1").await.field("status"));
    }
    assert_eq!(
        seen,
        ["queued", "queued", "processing", "processing", "completed"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_reset_is_a_true_one() {
    for is_in_memory in [false, true] {
        let (_server, came, error) = struck(Fault::reset(), is_in_memory).await;
        assert_eq!((&*came, error), ("", Some(ErrorKind::ConnectionReset)));

        let (_server, came, error) = struck(Fault::reset_after(10), is_in_memory).await;
        let (head, body) = came.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        assert_eq!(
            (body, error),
            (r#"{"id":"vid"#, Some(ErrorKind::ConnectionReset))
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_end_comes_before_the_head_or_short_of_the_length() {
    for is_in_memory in [false, true] {
        let (_server, came, error) = struck(Fault::end(), is_in_memory).await;
        assert_eq!((&*came, error), ("", None));

        for (after, expected) in [(0, ""), (10, r#"{"id":"vid"#)] {
            let (_server, came, error) = struck(Fault::end_after(after), is_in_memory).await;
            let (head, body) = came.split_once("\r\n\r\n").unwrap();
            assert_eq!((body, error), (expected, None), "{head}");
            let announced = head.split_once("content-length: ").unwrap().1;
            let announced = announced.split("\r\n").next().unwrap();
            assert!(announced.parse::<usize>().unwrap() > 200, "{head}");
        }

        // More than there is: the whole body, and an end all the same.
        let (_server, came, error) = struck(Fault::end_after(usize::MAX), is_in_memory).await;
        assert!(came.ends_with("\"error\":null}"), "{came}");
        assert_eq!(error, None);
    }
}

#[tokio::test(start_paused = true)]
async fn a_stall_lasts_until_the_server_goes() {
    for fault in [Fault::stall(), Fault::stall_after(10)] {
        let (server, connector) = MockServer::start_in_memory().await;
        server.plant("video_1", "grok_video3", Script::immediate());
        server.inject(Scope::queries(), Trigger::always(), fault.clone());
        let mut client = Client::in_memory(&connector);
        let query = tokio::spawn(async move { client.query_to_the_end("video_1").await });
        server.wait_for_requests(1, SECOND).await;
        let day = 24 * 60 * 60 * SECOND;
        let mut query = query;
        assert!(
            timeout(day, &mut query).await.is_err(),
            "{fault} came to an end"
        );

        // An orderly end is not held up, and lets nothing more through.
        timeout(SECOND, server.shutdown()).await.unwrap();
        let (came, _) = query.await.unwrap();
        let body = came.split_once("\r\n\r\n").map(|(_, body)| body);
        let expected = (fault != Fault::stall()).then_some(r#"{"id":"vid"#);
        assert_eq!(body, expected, "{fault}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_drip_takes_its_time() {
    for is_in_memory in [false, true] {
        let (server, mut client) = started(is_in_memory).await;
        let whole = client.query("video_1").await.body;
        let fault = Fault::drip(10, SECOND);
        server.inject(Scope::queries(), Trigger::always(), fault);
        let start = Instant::now();
        let dripped = client.query("video_1").await.body;
        assert_eq!(dripped, whole);
        let n_pauses = (whole.len() - 1) / 10;
        assert_eq!(start.elapsed().as_secs(), n_pauses as u64);
    }
}

#[tokio::test(start_paused = true)]
async fn a_delay_is_drawn_from_its_spread() {
    let (server, mut client) = started(true).await;
    let spread = Spread::log_normal(Duration::from_millis(80), 0.6);
    server.inject(Scope::queries(), Trigger::always(), Fault::late(spread));
    let mut took = Vec::new();
    for _ in 0..201 {
        let start = Instant::now();
        assert_eq!(client.query("video_1").await.status, 200);
        took.push(start.elapsed());
    }
    let log = server.faults();
    let delays: Vec<Duration> = log.iter().map(|record| record.delay).collect();
    for (took, delay) in took.iter().zip(&delays) {
        // Tokio's timers count whole milliseconds.
        let late = took.checked_sub(*delay).unwrap();
        assert!(late <= Duration::from_millis(2), "{took:?} of {delay:?}");
    }
    took.sort();
    assert!(
        (60..100).contains(&took[100].as_millis()),
        "{:?}",
        took[100]
    );
    assert!(took[200] > 2 * took[100], "{:?}", took[200]);
}

#[tokio::test(start_paused = true)]
async fn a_download_can_be_cut_and_resumed() {
    let (server, mut client) = started(false).await;
    let url = client.query("video_1").await.field("video_url");
    let path = path_of(&server, &url).to_owned();
    let whole = client.get(&path).await.body;

    server.inject(Scope::assets(), Trigger::nth(1), Fault::end_after(1000));
    server.inject(Scope::assets(), Trigger::nth(2), Fault::reset_after(500));
    let (came, error) = client.get_to_the_end(&path).await;
    assert!(came.starts_with("HTTP/1.1 200") && error.is_none());

    let mut client = Client::of(&server).await;
    let (_, error) = client.get_to_the_end(&path).await;
    assert_eq!(error, Some(ErrorKind::ConnectionReset));

    let mut client = Client::of(&server).await;
    let rest = client
        .send("GET", &path, &[("Range", "bytes=1000-")], b"")
        .await;
    assert_eq!((rest.status, &rest.body[..]), (206, &whole[1000..]));

    server.inject(Scope::assets(), Trigger::always(), Fault::status(403));
    let refused = client.get(&path).await;
    assert_eq!(refused.status, 403);
    assert_eq!(server.counts().faulted, 1);
}

/// Every fault on the video, and what is left of its answer: the status, how
/// many bytes of the body, and how the connection ends.
#[tokio::test(start_paused = true)]
async fn every_fault_happens_to_a_download_too() {
    const WHOLE: usize = 23_009;
    let reset = Some(ErrorKind::ConnectionReset);
    for (fault, status, n_bytes, end) in [
        (Fault::reset(), None, 0, reset),
        (Fault::reset_after(5000), Some(200), 5000, reset),
        (Fault::reset_after(WHOLE), Some(200), WHOLE, reset),
        (Fault::end(), None, 0, None),
        (Fault::end_after(5000), Some(200), 5000, None),
        (Fault::end_after(WHOLE), Some(200), WHOLE, None),
        (Fault::drip(1000, SECOND), Some(200), WHOLE, None),
        (Fault::late(60 * SECOND), Some(200), WHOLE, None),
        (Fault::malformed(), Some(200), WHOLE / 2, None),
        (Fault::empty_body(), Some(200), 0, None),
        (Fault::content_type("text/html"), Some(200), WHOLE, None),
        (Fault::stale(), Some(200), WHOLE, None),
        (Fault::answer(503, "text/plain", "busy"), Some(503), 4, None),
        (Fault::redirect("/elsewhere"), Some(302), 0, None),
    ] {
        for is_in_memory in [false, true] {
            let (server, mut client) = started(is_in_memory).await;
            let url = client.query("video_1").await.field("video_url");
            let path = path_of(&server, &url);
            server.inject(Scope::assets(), Trigger::always(), fault.clone());
            let (came, ended) = client.download_to_the_end(path).await;
            let head = came.windows(4).position(|bytes| bytes == b"\r\n\r\n");
            let shown = head.map(|end| String::from_utf8_lossy(&came[..end]).into_owned());
            let answered = shown.map(|head| head[9..12].parse::<u16>().unwrap());
            let n_came = head.map_or(0, |end| came.len() - end - 4);
            assert_eq!((answered, n_came, ended), (status, n_bytes, end), "{fault}");
            let request = server.requests().pop().unwrap();
            assert_eq!(request.status, status, "{request}");
            assert_eq!(request.fault.as_deref(), Some(&*fault.to_string()));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_to_a_create_is_paid_and_a_lost_request_is_not() {
    let body = r#"{"model":"grok_video3","prompt":"A cat"}"#;
    let server = MockServer::builder()
        .balance("test", 10)
        .start()
        .await
        .unwrap();
    server.reply(
        Scope::creates(),
        [
            Fault::reset(),
            Fault::reset().before_effect(),
            Fault::status(500),
            Fault::end(),
        ],
    );
    for (expected, balance) in [(1, 9), (1, 9), (1, 9), (2, 8)] {
        let mut client = Client::of(&server).await;
        let head = format!(
            "POST {PREFIX}/v1/grok/videos HTTP/1.1\r\nHost: mock\r\nConnection: close\r\n\
             Authorization: Bearer test\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        client.write(head.as_bytes()).await;
        // Whatever comes: what counts is what was paid.
        drop(client.rest().await);
        assert_eq!(server.counts().creates, expected);
        assert_eq!(server.balance("test"), Some(balance));
    }
}

#[tokio::test(start_paused = true)]
async fn triggers_count_within_their_scope() {
    let (server, mut client) = started(true).await;
    server.plant("video_2", "grok_video3", Script::immediate());
    server.inject(
        Scope::queries().of_task("video_2"),
        Trigger::nth(2),
        Fault::status(500),
    );
    server.inject(
        Scope::api().with_key("another"),
        Trigger::always(),
        Fault::status(502),
    );
    let mut seen = Vec::new();
    for id in ["video_1", "video_2", "video_1", "video_2", "video_2"] {
        seen.push(client.query(id).await.status);
    }
    assert_eq!(seen, [200, 200, 200, 500, 200]);
    let mut another = client.authorization(Some("Bearer another"));
    assert_eq!(another.query("video_1").await.status, 502);
}
