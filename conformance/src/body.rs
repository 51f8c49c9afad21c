//! Bodies as the service, a relay or a proxy might send them, and as nobody should.

use crate::choices::Choices;

/// The HTTP statuses that bodies come with.
pub const HTTP_STATUSES: [u16; 16] = [
    200, 201, 400, 401, 402, 403, 404, 422, 429, 500, 502, 503, 204, 301, 100, 999,
];

/// A body, and where it leaves what the service documents.
#[derive(Debug)]
pub struct Body {
    /// The status that it comes with.
    pub http_status: u16,
    /// The body itself.
    pub bytes: Vec<u8>,
    /// The member at which a task in the service's order first leaves that order or its types.
    pub deviates_at: Option<usize>,
}

/// The members of a completed task in the service's order, which is the longest.
pub const N_MEMBERS: usize = 11;

type Member = (String, String);

const STATUSES: [&str; 16] = [
    "completed",
    "completed",
    "completed",
    "completed",
    "completed",
    "completed ",
    r"\u200bfailed\n",
    r" processing\u001b[0m",
    r"\u200b",
    "processing",
    "queued",
    "completed",
    "completed",
    "completed",
    "failed",
    "moderating",
];
const MODELS: [&str; 8] = [
    " grok_video3",
    r"\u202e",
    "grok_video3",
    "grok_video3_pro",
    "grok_video3_max",
    "grok_video3_stable",
    "grok_video4",
    "",
];
const IDS: [&str; 12] = [
    "video_fd35ee52-2a98-44a6-b930-29a88ce9b8fd",
    "video_1",
    "video_0123456789abcdef0123456789abcdef0123456789abcdef",
    "v",
    "任务-1",
    "..",
    "a/b",
    "video_fd35ee52-2a98-44a6 b930",
    "0123456789abcd%f",
    r"video_\u0031",
    r"video_\ud83d",
    "",
];
const URLS: [&str; 8] = [
    "https://cdn.example.com/out/video.mp4?Expires=1774923124&Signature=f00f",
    r"https:\/\/cdn.example.com\/v.mp4",
    "http://e.x",
    "https://cdn.example.com/v w.mp4",
    r"https://cdn.example.com/\u202e4pm.exe",
    "https://cdn.example.com/视频.mp4",
    "https://e.x/\u{fffd}",
    "",
];
const TEXTS: [&str; 14] = [
    "No handler found for POST /",
    "No handler found for GET /kyyReactApiServer/v1/models",
    "The prompt was rejected by moderation",
    "参考图片不受支持",
    r#"say \"no\"\n\ttwice"#,
    r"\u751f\u6210 \ud83d\ude00",
    r"\ud83d alone",
    r"\u001b[31mred\u001b[0m",
    "two  spaces and one at the end ",
    "No handler found for GET /v1/models",
    r"\\\/\b\f",
    "\u{202e}hidden\u{200b}",
    r"\u00",
    "",
];
const NUMBERS: [&str; 16] = [
    "10",
    "0",
    "10.05",
    "1774836724",
    "-0",
    "-1",
    "1.5",
    "1e3",
    "2.5E-1",
    "1e999",
    "18446744073709551615",
    "18446744073709551616",
    "012",
    "1.",
    "-",
    "0.1e+",
];
const CODES: [&str; 20] = [
    "429 ",
    r"\u200b500\n",
    "+402",
    "0429",
    "0",
    "200",
    "204",
    "400",
    "401",
    "402",
    "403",
    "404",
    "422",
    "429",
    "500",
    "503",
    "12345",
    "-1",
    "4.0e2",
    "999999999999",
];
const KEYS: [&str; 16] = [
    "object",
    "id",
    "created",
    "model",
    "status",
    "video_url",
    "actualDuration",
    "amount",
    "totalTokens",
    "last_frame_url",
    "error",
    "code",
    "msg",
    "message",
    "data",
    "progress",
];
const JUNK: [&str; 10] = [
    "",
    "  \n",
    "<html><body>502 Bad Gateway</body></html>",
    "null",
    "[]",
    "\"queued\"",
    "{}",
    "{",
    "{\"id\":\"video_1\",\"status\":\"queued\"}}",
    "7",
];

impl Body {
    /// Makes a body of what a fuzzer hands in: by choices after a byte 0, else the bytes after the
    /// first, which says the HTTP status.
    #[must_use]
    pub fn fuzzed(data: &[u8]) -> Self {
        let Some((first, rest)) = data.split_first() else {
            return Self::choose(&mut Choices::new(data));
        };
        match usize::from(*first).checked_sub(1) {
            None => Self::choose(&mut Choices::new(rest)),
            Some(n) => Self {
                http_status: HTTP_STATUSES[n % HTTP_STATUSES.len()],
                bytes: rest.to_vec(),
                deviates_at: None,
            },
        }
    }

    /// Makes a body by `choices`.
    #[must_use]
    pub fn choose(choices: &mut Choices<'_>) -> Self {
        let http_status = if choices.chance(64) {
            choices.of(&HTTP_STATUSES)
        } else {
            200
        };
        let (text, deviates_at) = match choices.below(32) {
            0..20 => {
                let (members, deviates_at) = task(choices);
                (written(&members, choices), deviates_at)
            }
            20..23 => {
                let (members, _) = task(choices);
                let data = written(&members, choices);
                let code = choices.of(&["0", "\"0\"", "200", "402", "null"]);
                (
                    format!(r#"{{"code":{code},"msg":null,"data":{data}}}"#),
                    None,
                )
            }
            23..29 => (envelope(choices), None),
            29..31 => {
                let n_members = choices.below(6);
                let members: Vec<_> = (0..n_members)
                    .map(|_| (choices.of(&KEYS).to_owned(), odd_value(choices)))
                    .collect();
                (written(&members, choices), None)
            }
            _ => (choices.of(&JUNK).to_owned(), None),
        };
        let mut bytes = text.into_bytes();
        if choices.chance(40) {
            damage(&mut bytes, choices);
        }
        Self {
            http_status,
            bytes,
            deviates_at,
        }
    }
}

/// Makes the members of a task, and tells which of them is the first odd one.
fn task(choices: &mut Choices<'_>) -> (Vec<Member>, Option<usize>) {
    let common = |choices: &mut Choices<'_>, some: &[&'static str]| {
        if choices.chance(24) {
            choices.of(some)
        } else {
            some[0]
        }
    };
    let text = |text: &str| format!("\"{text}\"");
    let null = || "null".to_owned();
    let url = |choices: &mut Choices<'_>| match choices.below(8) {
        0..7 => text(common(choices, &URLS)),
        _ => choices.of(&["null", "\"\""]).to_owned(),
    };
    let status = choices.of(&STATUSES);
    let mut members = vec![
        ("id", text(common(choices, &IDS))),
        ("object", text("video")),
        ("created", "1774836724".to_owned()),
        ("model", text(common(choices, &MODELS))),
        ("status", text(status)),
    ];
    match status {
        "completed" => members.extend([
            ("video_url", url(choices)),
            ("actualDuration", common(choices, &NUMBERS).to_owned()),
            ("error", null()),
            ("amount", common(choices, &NUMBERS).to_owned()),
            ("totalTokens", common(choices, &NUMBERS).to_owned()),
            ("last_frame_url", text(common(choices, &URLS))),
        ]),
        "failed" => members.extend([("video_url", null()), ("error", text(choices.of(&TEXTS)))]),
        _ => members.extend([("video_url", null()), ("error", null())]),
    }
    let mut members: Vec<Member> = members
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect();
    let deviates_at = choices.chance(144).then(|| deviate(&mut members, choices));
    (members, deviates_at)
}

/// Makes one member of a task odd and tells which.
fn deviate(members: &mut Vec<Member>, choices: &mut Choices<'_>) -> usize {
    let at = choices.below(members.len());
    match choices.below(8) {
        0 => drop(members.remove(at)),
        1 => {
            let other = choices.below(members.len());
            members.swap(at, other);
        }
        2 => {
            let (key, value) = members[at].clone();
            let value = if choices.chance(128) {
                odd_value(choices)
            } else {
                value
            };
            members.insert(choices.below(members.len() + 1), (key, value));
        }
        3 => {
            let key = choices.of(&KEYS).to_owned();
            members.insert(at, (key, odd_value(choices)));
        }
        4 => {
            let first = members[at].0.remove(0);
            members[at]
                .0
                .insert_str(0, &format!("\\u{:04x}", u32::from(first)));
        }
        5 => members[at].0.make_ascii_uppercase(),
        _ => members[at].1 = odd_value(choices),
    }
    at
}

fn envelope(choices: &mut Choices<'_>) -> String {
    let code = choices.of(&CODES);
    let code = if choices.chance(128) {
        format!("\"{code}\"")
    } else {
        code.to_owned()
    };
    let words = choices.of(&TEXTS);
    match choices.below(8) {
        0 | 1 => format!(r#"{{"code":{code},"msg":"{words}","data":null}}"#),
        2 => format!(r#"{{"error":{{"message":"{words}","code":{code}}}}}"#),
        3 => format!(r#"{{"error":"{words}","code":{code}}}"#),
        4 => format!(r#"{{"message":"{words}"}}"#),
        5 => format!(
            r#"{{"id":"{}","code":{code},"data":{{"id":"{}"}}}}"#,
            choices.of(&IDS),
            choices.of(&IDS)
        ),
        6 => {
            let (members, _) = task(choices);
            format!(
                r#"{{"id":"{}","status":"{}","data":{}}}"#,
                choices.of(&IDS),
                choices.of(&["success", "queued", " ", "completed"]),
                written(&members, choices)
            )
        }
        _ => format!(r#"{{"id":"video_1","code":{code},"message":"{words}"}}"#),
    }
}

/// Makes a value of any type.
fn odd_value(choices: &mut Choices<'_>) -> String {
    match choices.below(10) {
        0 => "null".to_owned(),
        1 | 2 => choices.of(&NUMBERS).to_owned(),
        3 => format!("\"{}\"", choices.of(&NUMBERS)),
        4 => format!("\"{}\"", choices.of(&TEXTS)),
        5 => format!("\"{}\"", choices.of(&STATUSES)),
        6 => choices
            .of(&["true", "false", "nul", "tru", "+1", "'x'"])
            .to_owned(),
        7 => {
            let depth = choices.of(&[1, 2, 63, 64, 65, 130, 200]);
            let (open, close) = choices.of(&[("[", "]"), ("{\"a\":", "}"), ("[{\"\":[", "]}]")]);
            format!(
                "{}{}{}",
                open.repeat(depth),
                choices.of(&NUMBERS),
                close.repeat(depth)
            )
        }
        8 => envelope(choices),
        _ => {
            let (members, _) = task(choices);
            written(&members, choices)
        }
    }
}

/// Writes an object, now and then with spaces.
fn written(members: &[Member], choices: &mut Choices<'_>) -> String {
    let space = if choices.chance(40) {
        choices.of(&[" ", "\n  ", "\t", "\r\n", "\u{a0}"])
    } else {
        ""
    };
    let members: Vec<String> = members
        .iter()
        .map(|(key, value)| format!("{space}\"{key}\"{space}:{space}{value}{space}"))
        .collect();
    format!("{space}{{{}}}{space}", members.join(","))
}

/// Spoils the bytes in one place.
fn damage(bytes: &mut Vec<u8>, choices: &mut Choices<'_>) {
    let at = choices.below(bytes.len() + 1);
    match choices.below(6) {
        0 => bytes.truncate(at),
        1 => bytes.insert(at, choices.byte()),
        2 if at < bytes.len() => bytes[at] = choices.byte(),
        3 if at < bytes.len() => drop(bytes.remove(at)),
        4 => drop(bytes.splice(0..0, *b"\xef\xbb\xbf")),
        _ => bytes.extend_from_slice(choices.of(&["}", " ", "\n{}", "\u{0}", "x"]).as_bytes()),
    }
}
