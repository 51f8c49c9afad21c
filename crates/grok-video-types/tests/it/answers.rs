//! The table of every shape and field state, made by decoding and kept in `ANSWERS.md`.
//!
//! `UPDATE_ANSWERS=1 cargo test -p grok-video-types answers` writes it anew; read the diff.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use grok_video_types::{ApiError, Quantity, ResultUrl, VideoTask, decode};

/// Makes a body of a shape from the members of a task.
type Shape = fn(&str) -> String;

/// Says what a field gave.
type Shown = fn(&VideoTask) -> Option<String>;

/// The shapes that bear a task; every cell below is the same in each.
const SHAPES: [Shape; 5] = [
    |members| format!("{{{members}}}"),
    |members| format!("{{ {} }}\n", members.replace(",\"", " ,\n \"")),
    |members| format!(r#"{{"code":0,"msg":null,"data":{{{members}}}}}"#),
    |members| format!(r#"{{"code":"0","msg":"ok","data":{{{members}}}}}"#),
    |members| format!(r#"{{"data":{{{members}}},"code":200}}"#),
];

/// The states of a field: what it is called, and its value as JSON; none is absent.
const STATES: [(&str, Option<&str>); 21] = [
    ("absent", None),
    ("`null`", Some("null")),
    ("`true`", Some("true")),
    ("array", Some("[7]")),
    ("object", Some(r#"{"a":7}"#)),
    ("object with a `message`", Some(r#"{"message":"words"}"#)),
    ("`7`", Some("7")),
    ("`0`", Some("0")),
    ("`-7`", Some("-7")),
    ("`7.5`", Some("7.5")),
    ("`7e2`", Some("7e2")),
    ("`18446744073709551616`", Some("18446744073709551616")),
    ("`1e999`", Some("1e999")),
    ("`\"\"`", Some(r#""""#)),
    ("`\"7\"`", Some(r#""7""#)),
    ("`\"7.5\"`", Some(r#""7.5""#)),
    ("`\"a b\"`", Some(r#""a b""#)),
    ("`\"https://e.x/v\"`", Some(r#""https://e.x/v""#)),
    ("escapes, `\"\\u0061\"`", Some(r#""\u0061""#)),
    ("half a surrogate pair, `\"\\ud83d\"`", Some(r#""\ud83d""#)),
    ("2 KiB and more of text", None),
];

/// Each field, the status of the task it is looked for in, and what it gave.
const FIELDS: [(&str, &str, Shown); 10] = [
    ("id", "queued", |task| Some(task.id().to_string())),
    ("status", "queued", |task| Some(task.state().to_string())),
    ("created", "queued", |task| {
        task.created().map(|it| it.to_string())
    }),
    ("model", "queued", |task| {
        task.model().map(ToString::to_string)
    }),
    ("video_url", "completed", |task| {
        task.video().map(|it| it.url().as_str().to_owned())
    }),
    ("actualDuration", "completed", |task| {
        quantity(task.video()?.actual_duration())
    }),
    ("amount", "completed", |task| {
        quantity(task.video()?.amount())
    }),
    ("totalTokens", "completed", |task| {
        quantity(task.video()?.total_tokens())
    }),
    ("last_frame_url", "completed", |task| {
        url(task.video()?.last_frame_url())
    }),
    ("error", "failed", |task| {
        task.failure()?.message().map(str::to_owned)
    }),
];

fn quantity(quantity: Option<Quantity>) -> Option<String> {
    quantity.map(|it| it.to_string())
}

fn url(url: Option<&ResultUrl>) -> Option<String> {
    url.map(|it| it.as_str().to_owned())
}

#[test]
fn the_table_is_what_decoding_gives() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ANSWERS.md");
    let made = format!("{HEAD}{}\n{}\n{}", fields(), bodies(), envelopes());
    if env::var_os("UPDATE_ANSWERS").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == made,
        "{} differs from what decoding gives: see the head of this file.\n{made}",
        path.display()
    );
}

const HEAD: &str = "# Every answer and what it decodes to

Made by the test `answers`, which decodes each body; `—` is none, and an error stands by its kind.

";

/// Returns the table of every field in every state.
fn fields() -> String {
    let mut table = String::from(
        "## Fields of a task\n\n\
         Each cell holds in a bare task, with spaces between its members, and under `data` beside a `code` \
         of 0, `\"0\"` or 200.\n\n| |",
    );
    for (field, _, _) in FIELDS {
        write!(table, " `{field}` |").unwrap();
    }
    table += "\n| --- |";
    table += &" --- |".repeat(FIELDS.len());
    for (state, value) in STATES {
        write!(table, "\n| {state} |").unwrap();
        for (field, status, shown) in FIELDS {
            let long = format!("\"{}\"", "é".repeat(9000));
            let value = if state.contains("KiB") {
                Some(&*long)
            } else {
                value
            };
            let answers = SHAPES.map(|shape| {
                let decoded = decode(200, shape(&members(field, status, value)).as_bytes());
                cell(decoded.map(|task| shown(&task)))
            });
            for answer in &answers {
                assert_eq!(*answer, answers[0], "{field} {state} by shape");
            }
            write!(table, " {} |", answers[0]).unwrap();
        }
    }
    table + "\n"
}

/// Returns the members of a task in which `field` has this value.
fn members(field: &str, status: &str, value: Option<&str>) -> String {
    let status = format!("\"{status}\"");
    let usual = [
        ("id", "\"video_1\""),
        ("status", status.as_str()),
        ("video_url", "\"https://e.x/v.mp4\""),
    ];
    let others = usual.into_iter().filter(|(key, _)| *key != field);
    let members = others.chain(value.map(|value| (field, value)));
    let members: Vec<String> = members
        .map(|(key, value)| format!("\"{key}\":{value}"))
        .collect();
    members.join(",")
}

fn cell(decoded: Result<Option<String>, ApiError>) -> String {
    match decoded {
        Err(error) => error.kind().as_str().to_owned(),
        Ok(None) => "—".to_owned(),
        Ok(Some(text)) if text.len() > 100 => format!("cut to {} bytes", text.len()),
        Ok(Some(text)) => format!("`{text}`"),
    }
}

/// Returns the table of bodies that are odd as a whole.
fn bodies() -> String {
    let task = r#"{"id":"video_1","status":"failed","error":"words"}"#;
    let bytes = |text: &str| text.as_bytes().to_vec();
    let rows: Vec<(&str, Vec<u8>)> = vec![
        ("as documented", bytes(task)),
        (
            "white space and invisible characters around the status",
            bytes(&task.replace("failed", r" failed\u200b\n")),
        ),
        (
            "an envelope with an id and a status of its own",
            bytes(&format!(
                r#"{{"id":"req-1","status":"success","data":{task}}}"#
            )),
        ),
        (
            "a task with another one under `data`",
            bytes(&task.replace('{', r#"{"data":{"id":"x","status":"queued"},"#)),
        ),
        (
            "a brace too many: the error names the id",
            bytes(&format!("{task}}}")),
        ),
        ("spaces around it", bytes(&format!(" \r\n{task}\n"))),
        (
            "a byte order mark before it",
            bytes(&format!("\u{feff}{task}")),
        ),
        (
            "another order",
            bytes(r#"{"error":"words","status":"failed","id":"video_1"}"#),
        ),
        (
            "a key with escapes",
            bytes(&task.replace("status", r"stat\u0075s")),
        ),
        (
            "a key in capitals",
            bytes(&task.replace("status", "STATUS")),
        ),
        (
            "a key twice: the last counts",
            bytes(&task.replace(r#""error""#, r#""error":"first","error""#)),
        ),
        (
            "unknown fields, nested",
            bytes(&task.replace('{', r#"{"new":[{"deep":[1]}],"#)),
        ),
        (
            "an unknown field, 1,000 deep",
            bytes(&task.replace(
                '{',
                &format!("{{\"new\":{}{},", "[".repeat(1000), "]".repeat(1000)),
            )),
        ),
        (
            "a text that is no UTF-8",
            [b"{\"id\":\"video_1\",\"status\":\"failed\",\"error\":\"cut \xe5\x8f\"}".as_slice()]
                .concat(),
        ),
        (
            "an id that is no UTF-8",
            [b"{\"id\":\"video_\xe5\x8f\",\"status\":\"failed\"}".as_slice()].concat(),
        ),
        (
            "a control character in a text",
            bytes(&task.replace("words", "wo\nrds")),
        ),
        ("more behind it", bytes(&format!("{task}{task}"))),
        ("cut short", bytes(&task[..task.len() - 1])),
        ("single quotes", bytes(&task.replace('"', "'"))),
        ("empty", Vec::new()),
        ("spaces alone", bytes(" \n")),
        ("a page", bytes("<html><body>502 Bad Gateway</body></html>")),
        ("`null`", bytes("null")),
        ("an array", bytes(&format!("[{task}]"))),
        ("`{}`", bytes("{}")),
        ("an id alone", bytes(r#"{"id":"video_1"}"#)),
    ];
    let mut table = String::from(
        "## Bodies as a whole\n\nA failed task with the words `words`, and what may become of it, with HTTP 200.\n\n\
         | body | answer |\n| --- | --- |",
    );
    for (name, body) in rows {
        let shown = |decoded: Result<VideoTask, ApiError>| match decoded {
            Ok(task) => format!("`{}`", task.state()),
            Err(error) => format!("{}: {}", error.kind().as_str(), error.message()),
        };
        write!(table, "\n| {name} | {} |", shown(decode(200, &body))).unwrap();
    }
    table + "\n"
}

/// Returns the table of error envelopes by HTTP status.
fn envelopes() -> String {
    const STATUSES: [u16; 13] = [
        200, 204, 301, 400, 401, 402, 403, 404, 422, 429, 500, 503, 600,
    ];
    let bodies = [
        ("empty", ""),
        ("a page", "<html></html>"),
        (r#"`{"message":"m"}`"#, r#"{"message":"m"}"#),
        (
            r#"`{"message":"No handler found …"}`"#,
            r#"{"message":"No handler found for GET /"}"#,
        ),
        (r#"`{"error":"e"}`"#, r#"{"error":"e"}"#),
        (
            r#"`{"error":{"message":"m","code":"c"}}`"#,
            r#"{"error":{"message":"m","code":"c"}}"#,
        ),
        (
            r#"`{"error":{"message":"m","code":402}}`"#,
            r#"{"error":{"message":"m","code":402}}"#,
        ),
        (
            r#"`{"code":"204","msg":"m"}`"#,
            r#"{"code":"204","msg":"m"}"#,
        ),
        (r#"`{"code":204,"msg":"m"}`"#, r#"{"code":204,"msg":"m"}"#),
        (
            r#"`{"code":402,"msg":"m","data":null}`"#,
            r#"{"code":402,"msg":"m","data":null}"#,
        ),
        (r#"`{"code":429,"msg":"m"}`"#, r#"{"code":429,"msg":"m"}"#),
        (
            r#"`{"code":"500","msg":"m"}`"#,
            r#"{"code":"500","msg":"m"}"#,
        ),
        (
            r#"`{"code":12345,"msg":"m"}`"#,
            r#"{"code":12345,"msg":"m"}"#,
        ),
        (r#"`{"code":-1,"msg":"m"}`"#, r#"{"code":-1,"msg":"m"}"#),
        (
            r#"`{"code":0,"msg":null,"data":null}`"#,
            r#"{"code":0,"msg":null,"data":null}"#,
        ),
        ("a task, queued", r#"{"id":"video_1","status":"queued"}"#),
        (
            "a task, completed without a URL",
            r#"{"id":"video_1","status":"completed"}"#,
        ),
    ];
    let mut table = String::from("## Errors, by HTTP status\n\n| body |");
    for status in STATUSES {
        write!(table, " {status} |").unwrap();
    }
    table += "\n| --- |";
    table += &" --- |".repeat(STATUSES.len());
    for (name, body) in bodies {
        write!(table, "\n| {name} |").unwrap();
        for status in STATUSES {
            let answer =
                cell(decode(status, body.as_bytes()).map(|task| Some(task.state().to_string())));
            write!(table, " {answer} |").unwrap();
        }
    }
    table + "\n"
}
