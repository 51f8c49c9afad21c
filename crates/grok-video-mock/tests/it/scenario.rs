//! A scenario in TOML, in JSON and in Rust is one and the same.

use std::net::SocketAddr;
use std::time::Duration;

use grok_video_mock::{
    Completion, Fault, MockServer, RateLimit, Replies, RetryAfter, Scenario, Scope, Script, Spread,
    Trigger,
};

use crate::client::{CREATE, Client, PREFIX};

pub(crate) const JSON: &str = include_str!("scenario/all.json");
#[cfg(feature = "toml")]
pub(crate) const TOML: &str = include_str!("scenario/all.toml");

const BODY: &str = r#"{"model":"grok_video3","prompt":"A cat"}"#;

const SECOND: Duration = Duration::from_secs(1);

/// Starts the service of the files by calls alone.
pub(crate) async fn start_in_rust() -> MockServer {
    let builder = MockServer::builder()
        .seed(7)
        .epoch(1_774_836_724)
        .prefix("/relay")
        .key("sk-of-the-test")
        .key("sk-of-another")
        .manual_clock()
        .script(Script::drawn(
            SECOND..=5 * SECOND,
            Spread::log_normal(20 * SECOND, 0.4),
        ))
        .rate_limit(RateLimit::new(40, SECOND))
        .balance("sk-of-the-test", 5)
        .price(2);
    let server = builder.allow_unexpected().start().await.unwrap();
    server.plant(
        "timed",
        "grok_video3",
        Script::after(5 * SECOND, 60 * SECOND),
    );
    let completion = Completion::new()
        .seconds(6.5)
        .amount(0.25)
        .total_tokens(1234)
        .with_last_frame();
    let polled = Script::after_polls(1, 2).then_complete(completion);
    server.plant("polled", "grok_video3_max", polled);
    let failing = Script::immediate().then_fail("The prompt was rejected");
    server.plant("failing", "grok_video3", failing);
    server.plant("manual", "grok_video3_stable", Script::manual());
    server.reply(
        Scope::queries().of_task("timed"),
        Replies::new()
            .then_times(2, Fault::status(503))
            .then_live_times(1)
            .then(Fault::rate_limited(RetryAfter::Date(2)))
            .then_live(),
    );
    server.reply(
        Scope::creates().with_key("sk-of-another"),
        Replies::from([Fault::end().before_effect()]),
    );
    server.inject(Scope::api(), Trigger::probability(0.2), Fault::malformed());
    server.inject(Scope::assets(), Trigger::first(1), Fault::end_after(1000));
    server.inject(Scope::everything(), Trigger::every(7), Fault::wrapped());
    server
}

/// What a course of requests came to.
#[derive(Debug, PartialEq)]
pub(crate) struct Course {
    /// All that the client got, without the port and the system's time.
    came: Vec<String>,
    /// What the server wrote down, as its admin API sends it.
    journal: String,
    lines: String,
    faults: String,
}

/// Asks a server of the scenario for everything there is.
pub(crate) async fn run(addr: SocketAddr) -> Course {
    let mut came = Vec::new();
    for round in 0..12 {
        for key in ["sk-of-the-test", "sk-of-another", "sk-unknown"] {
            came.push(ask(addr, "POST /relay/v1/grok/videos", key, BODY).await);
        }
        let created = came[0].split('"').nth(3).unwrap_or_default().to_owned();
        for id in ["timed", "polled", "failing", "manual", "nobody", &created] {
            let query = format!("GET /relay/v1/result/{id}");
            let answer = ask(addr, &query, "sk-of-the-test", "").await;
            let url = answer
                .split("http://ADDR")
                .nth(1)
                .and_then(|url| url.split('"').next());
            if let Some(path) = url.filter(|path| path.starts_with("/assets/")) {
                came.push(ask(addr, &format!("HEAD {path}"), "", "").await);
                came.push(ask(addr, &format!("GET {path}"), "", "").await);
            }
            came.push(answer);
        }
        ask(addr, "POST /__mock/tasks/manual/hold", "", "").await;
        let body = format!(r#"{{"by":"{}ms"}}"#, 1700 * round);
        ask(addr, "POST /__mock/clock/advance", "", &body).await;
    }
    let mut admin = Client::connect(addr).await.authorization(None);
    let mut read = async |path: &str| String::from_utf8(admin.get(path).await.body).unwrap();
    Course {
        came,
        journal: read("/__mock/journal").await,
        lines: read("/__mock/journal.txt").await,
        faults: read("/__mock/faults").await,
    }
}

/// Sends a request on a connection of its own, and returns what came of it.
async fn ask(addr: SocketAddr, request: &str, key: &str, body: &str) -> String {
    let mut client = Client::connect(addr).await;
    let head = format!(
        "{request} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {key}\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len(),
    );
    client.write(head.as_bytes()).await;
    let (came, ended) = client.rest().await;
    let came = String::from_utf8_lossy(&came).replace(&addr.to_string(), "ADDR");
    let lines = came.lines().filter(|line| !line.starts_with("date: "));
    format!("{}\n{ended:?}", lines.collect::<Vec<_>>().join("\n"))
}

#[tokio::test]
async fn the_same_in_json_and_in_rust_gives_the_same_journal_byte_for_byte() {
    let scenario: Scenario = JSON.parse().unwrap();
    let builder = MockServer::builder().scenario(scenario);
    let written = builder.allow_unexpected().start().await.unwrap();
    let called = start_in_rust().await;
    assert_eq!(run(written.addr()).await, run(called.addr()).await);
    let (faults, counts) = (written.n_faults(), written.counts());
    assert!(faults > 10, "only {faults} faults");
    let counted = [
        counts.creates,
        counts.queries,
        counts.downloads,
        counts.refused,
        counts.faulted,
    ];
    assert!(counted.iter().all(|n| *n > 0), "{counts:?}");
}

#[cfg(feature = "toml")]
#[test]
fn toml_and_json_say_the_same() {
    assert_eq!(Scenario::from_toml(TOML), JSON.parse());
}

#[tokio::test]
async fn what_a_builder_is_told_later_has_the_last_word() {
    let scenario: Scenario = JSON.parse().unwrap();
    let builder = MockServer::builder()
        .seed(1)
        .scenario(scenario)
        .seed(9)
        .prefix(PREFIX);
    let server = builder.start().await.unwrap();
    assert_eq!(server.seed(), 9);
    let mut client = Client::of(&server)
        .await
        .authorization(Some("Bearer sk-of-the-test"));
    let body = br#"{"model":"grok_video3","prompt":"A cat [mock:after 0s 0s]"}"#;
    let mut answer = client.send("POST", CREATE, &[], body).await;
    while answer.status != 200 || answer.json()["id"].is_null() {
        answer = client.send("POST", CREATE, &[], body).await;
    }
    assert_eq!(answer.json()["created"], 1_774_836_724);
}

#[cfg(feature = "toml")]
#[test]
fn a_file_that_is_none_says_where_and_shows_no_key() {
    for (text, expected) in [
        ("seed = 7\nkeys = \"sk-canary\"\n", "line 2: "),
        (
            "seed = 7\nsed = 7\n",
            "line 2: unknown field `sed`, expected one of `seed`",
        ),
        ("keys = [\"sk-canary\"", "line 1: "),
        (
            "[[faults]]\nfault = { status = 42 }\n",
            "faults[0]: fault: the status",
        ),
        (
            "[[faults]]\nfault = { statuss = 42 }\n",
            "unknown variant `statuss`",
        ),
        ("balances = \"sk-canary\"", "line 1: invalid type: string"),
        (
            "[[faults]]\nscope = \"sk-canary\"\nfault = \"end\"\n",
            "line 2: invalid type: string, expected an object",
        ),
        ("keys = [\"\"]", "a key must not be empty"),
    ] {
        let message = Scenario::from_toml(text).unwrap_err().to_string();
        assert!(message.contains(expected), "{text}: {message}");
        assert!(!message.contains("canary"), "{message}");
    }
}

/// What is refused in TOML and in JSON alike, as fields of a fault.
const MORE_THAN_THERE_IS: [(&str, &str, &str); 8] = [
    (
        "fault = { status = 503, html_page = 502 }",
        r#""fault":{"status":503,"html_page":502}"#,
        "only one word can stand here, not `",
    ),
    (
        "fault.late = { exponential = '1s', between = ['1s', '2s'] }",
        r#""fault":{"late":{"exponential":"1s","between":["1s","2s"]}}"#,
        "only one word can stand here, not `",
    ),
    (
        "fault.late.between = ['1s', '2s', '3s']",
        r#""fault":{"late":{"between":["1s","2s","3s"]}}"#,
        "invalid length 3, expected an array of two durations",
    ),
    (
        "fault.late.between = ['1s']",
        r#""fault":{"late":{"between":["1s"]}}"#,
        "invalid length 1, expected an array of two durations",
    ),
    (
        "fault.end = {}",
        r#""fault":{"end":{}}"#,
        "this word stands alone",
    ),
    (
        "fault.end = []",
        r#""fault":{"end":null}"#,
        "this word stands alone",
    ),
    (
        "fault = {}",
        r#""fault":{}"#,
        "an empty object, expected one of `status`",
    ),
    (
        "fault = 'end'\ntrigger = { nth = 1, every = 2 }",
        r#""fault":"end","trigger":{"nth":1,"every":2}"#,
        "only one word can stand here, not `",
    ),
];

#[test]
fn what_says_more_than_there_is_to_say_is_refused_in_json() {
    for (_, json, expected) in MORE_THAN_THERE_IS {
        let text = format!("{{\"faults\":[{{{json}}}]}}");
        let message = text.parse::<Scenario>().unwrap_err().to_string();
        assert!(message.contains(expected), "{text}: {message}");
    }
    for text in [
        r#"{"balances":"sk-canary"}"#,
        r#"{"faults":[{"scope":"sk-canary","fault":"end"}]}"#,
    ] {
        let message = text.parse::<Scenario>().unwrap_err().to_string();
        assert!(
            message.contains("invalid type: string, expected an object"),
            "{message}"
        );
    }
    let twice = r#"{"balances":{"sk-canary":1,"sk-canary":2}}"#;
    let message = twice.parse::<Scenario>().unwrap_err().to_string();
    assert!(message.contains("a key stands there twice"), "{message}");
    assert!(!message.contains("canary"), "{message}");
}

#[cfg(feature = "toml")]
#[test]
fn what_says_more_than_there_is_to_say_is_refused_in_toml() {
    for (toml, _, expected) in MORE_THAN_THERE_IS {
        let text = format!("[[faults]]\n{toml}\n");
        let message = Scenario::from_toml(&text).unwrap_err().to_string();
        assert!(message.contains(expected), "{text}: {message}");
    }
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_scenario() {
    let marked: Scenario = "\u{feff}{\"seed\":7}".parse().unwrap();
    assert_eq!(marked, "{\"seed\":7}".parse().unwrap());
}

#[cfg(feature = "toml")]
#[test]
fn a_file_is_read_by_what_its_name_ends_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("a.json"), JSON).unwrap();
    std::fs::write(path("a.toml"), TOML).unwrap();
    std::fs::write(path("b.json"), TOML).unwrap();
    assert_eq!(
        Scenario::load(path("a.json")).unwrap(),
        Scenario::load(path("a.toml")).unwrap()
    );
    for (name, kind) in [
        ("b.json", std::io::ErrorKind::InvalidData),
        ("c.toml", std::io::ErrorKind::NotFound),
    ] {
        let error = Scenario::load(path(name)).unwrap_err();
        assert_eq!(error.kind(), kind);
        assert!(error.to_string().contains(name), "{error}");
    }
}
