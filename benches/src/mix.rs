//! The bodies that a program which polls tasks gets to see, in the proportions it sees them.

use crate::random::Random;

/// How many bodies of each kind there are in [`bodies`].
const KINDS: [(Kind, usize); 6] = [
    (Kind::Processing, 280),
    (Kind::Queued, 40),
    (Kind::Completed, 40),
    (Kind::Failed, 16),
    (Kind::Pretty, 16),
    (Kind::Envelope, 8),
];

const MODELS: [&str; 4] = [
    "grok_video3",
    "grok_video3_pro",
    "grok_video3_max",
    "grok_video3_stable",
];

/// The seconds of video in a completed task, as they are written in the body.
const DURATIONS: [&str; 5] = ["6", "10", "10.04", "20.083333", "30"];

/// Why a task failed, as it is written in the body: plain, escaped and not ASCII.
const ERRORS: [&str; 4] = [
    "The prompt was rejected by moderation",
    r#"The reference image \"cat.webp\" has a type that is not supported"#,
    "参考图片不受支持",
    r"\u751f\u6210\u5931\u8d25: upstream closed the connection",
];

const ENVELOPES: [&str; 2] = [
    r#"{"code":"204","msg":"登录验证失败"}"#,
    r#"{"code":429,"msg":"too many requests","data":null}"#,
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Processing,
    Queued,
    Completed,
    Failed,
    /// A task in any state, printed with indentation.
    Pretty,
    /// An error under HTTP 200 instead of a task.
    Envelope,
}

/// Returns 400 bodies of answers with HTTP 200, in an order that the seed decides: 70 % processing,
/// 10 % queued, 10 % completed, 4 % failed, 4 % pretty-printed, 2 % error envelopes.
pub fn bodies(seed: u64) -> Vec<Vec<u8>> {
    let mut random = Random::new(seed);
    let mut bodies: Vec<Vec<u8>> = KINDS
        .into_iter()
        .flat_map(|(kind, count)| std::iter::repeat_n(kind, count))
        .map(|kind| body(kind, &mut random).into_bytes())
        .collect();
    random.shuffle(&mut bodies);
    bodies
}

fn body(kind: Kind, random: &mut Random) -> String {
    match kind {
        Kind::Processing => compact(&fields("processing", random)),
        Kind::Queued => compact(&fields("queued", random)),
        Kind::Completed => compact(&fields("completed", random)),
        Kind::Failed => compact(&fields("failed", random)),
        Kind::Pretty => {
            let status = random.choose(&["queued", "processing", "completed", "failed"]);
            pretty(&fields(status, random))
        }
        Kind::Envelope => random.choose(&ENVELOPES).to_owned(),
    }
}

/// Returns the keys and the values of a task, the values as they are written.
fn fields(status: &str, random: &mut Random) -> Vec<(&'static str, String)> {
    let quoted = |text: &str| format!("\"{text}\"");
    let null = || "null".to_owned();
    let (high, low) = (random.bits(), random.bits());
    let id = format!(
        "\"video_{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}\"",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xfff,
        low >> 52,
        low & 0xffff_ffff_ffff
    );
    let mut fields = vec![
        ("id", id),
        ("object", quoted("video")),
        (
            "created",
            (1_774_836_724 + random.below(86_400)).to_string(),
        ),
        ("model", quoted(random.choose(&MODELS))),
        ("status", quoted(status)),
    ];
    match status {
        "completed" => {
            let signature = random.bits();
            let url = |file: &str| {
                format!(
                    "\"https://cdn.example.com/out/{low:016x}/{file}?Expires=1774923124&Signature={signature:016x}\""
                )
            };
            fields.extend([
                ("video_url", url("video.mp4")),
                ("actualDuration", random.choose(&DURATIONS).to_owned()),
                ("error", null()),
                ("amount", "0.35".to_owned()),
                ("totalTokens", "1200".to_owned()),
                ("last_frame_url", url("last.jpg")),
            ]);
        }
        "failed" => fields.extend([
            ("video_url", null()),
            ("error", quoted(random.choose(&ERRORS))),
        ]),
        _ => fields.extend([("video_url", null()), ("error", null())]),
    }
    fields
}

fn compact(fields: &[(&str, String)]) -> String {
    let fields: Vec<String> = fields
        .iter()
        .map(|(key, value)| format!("\"{key}\":{value}"))
        .collect();
    format!("{{{}}}", fields.join(","))
}

fn pretty(fields: &[(&str, String)]) -> String {
    let fields: Vec<String> = fields
        .iter()
        .map(|(key, value)| format!("  \"{key}\": {value}"))
        .collect();
    format!("{{\n{}\n}}\n", fields.join(",\n"))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn count(bodies: &[Vec<u8>], is_counted: impl Fn(&str, &Value) -> bool) -> usize {
        let is_counted = |body: &Vec<u8>| {
            let text = std::str::from_utf8(body).expect("UTF-8");
            is_counted(text, &serde_json::from_str(text).expect("JSON"))
        };
        bodies.iter().filter(|body| is_counted(body)).count()
    }

    #[test]
    fn proportions_are_exact() {
        let bodies = bodies(1);
        let is_pretty = |text: &str| text.contains('\n');
        let compact = |status: &str| {
            count(&bodies, |text, body| {
                !is_pretty(text) && body["status"] == status
            })
        };
        assert_eq!(bodies.len(), 400);
        assert_eq!(compact("processing"), 280);
        assert_eq!(compact("queued"), 40);
        assert_eq!(compact("completed"), 40);
        assert_eq!(compact("failed"), 16);
        assert_eq!(count(&bodies, |text, _| is_pretty(text)), 16);
        assert_eq!(count(&bodies, |_, body| body.get("code").is_some()), 8);
    }

    #[test]
    fn the_seed_alone_decides() {
        assert_eq!(bodies(1), bodies(1));
        assert_ne!(bodies(1), bodies(2));
    }
}
