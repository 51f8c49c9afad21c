//! What each error says: what happened, to which task, and what to do now.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::events::keeps_the_contract;
use super::program::{KEY, ONCE, QUICK, Ran, at, bare, nobody, run, state};
use super::relay::{Relay, completed, http, task};
use super::tls::{mute, self_signed};

/// Every kind of the contract.
const KINDS: [&str; 21] = [
    "usage",
    "unauthorized",
    "forbidden",
    "payment_required",
    "not_found",
    "rejected",
    "rate_limited",
    "server",
    "malformed",
    "no_video_url",
    "too_large",
    "timeout",
    "connect",
    "tls",
    "redirect",
    "no_route",
    "out_of_scope",
    "outcome_unknown",
    "expired",
    "corrupt",
    "io",
];

/// Gathers what errors say, and which kinds there were.
struct Errors {
    text: String,
    kinds: BTreeSet<String>,
    folder: tempfile::TempDir,
}

/// Runs a command in both outputs at once.
fn both(base: &str, args: &[&str]) -> (Ran, Ran) {
    std::thread::scope(|scope| {
        let json = scope.spawn(|| run(at(base).args(["--output", "json"]), args));
        (run(&mut at(base), args), json.join().unwrap())
    })
}

impl Errors {
    fn new() -> Self {
        Self {
            text: String::new(),
            kinds: BTreeSet::new(),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// Runs a command in both outputs, each with a state of its own; notes the lines that a person sees, and the kinds.
    #[track_caller]
    fn note(&mut self, title: &str, base: &str, args: &[&str]) {
        let (human, json) = both(base, args);
        self.add(title, base, &human, &json);
    }

    #[track_caller]
    fn add(&mut self, title: &str, base: &str, human: &Ran, json: &Ran) {
        keeps_the_contract(json);
        assert_eq!(human.code, json.code, "{title}: {human:?} {json:?}");
        assert_ne!(human.code, 0, "{title}: {human:?}");
        for event in json.events() {
            if let Some(kind) = event["kind"].as_str() {
                self.kinds.insert(kind.to_owned());
            }
        }
        let words = format!("{}{}", human.stdout, human.stderr);
        let _ = writeln!(self.text, "# {title} (exit {})", human.code);
        for line in words.lines() {
            let _ = writeln!(self.text, "{}", self.plain(line, base));
        }
    }

    /// Takes out what differs from run to run.
    fn plain(&self, line: &str, base: &str) -> String {
        let folder = self.folder.path().to_str().unwrap();
        let host = base.rsplit("//").next().unwrap();
        let line = line.replace(folder, "FOLDER").replace(host, "HOST");
        let mut words: Vec<String> = Vec::new();
        for word in line.split(' ') {
            let is_time = words
                .last()
                .is_some_and(|last| last == "after" || last == "in")
                && word.parse::<f64>().is_ok();
            let is_state = word.contains(env!("CARGO_TARGET_TMPDIR"));
            words.push(match (is_time, is_state) {
                (true, _) => "TIME".to_owned(),
                (_, true) => "STATE".to_owned(),
                _ => word.to_owned(),
            });
        }
        words.join(" ")
    }
}

const CREATE: [&str; 5] = ["create", "--model", "grok_video3", "--prompt", "kite"];

/// Answers of a service that refuses or breaks, and whether that may pass.
fn answers() -> Vec<(&'static str, Vec<u8>, bool)> {
    let error = |message: &str| format!(r#"{{"error":{{"message":"{message}","code":"c"}}}}"#);
    vec![
        ("401", http(401, "", error("bad key")), false),
        ("402", http(402, "", error("no balance")), false),
        ("403", http(403, "", error("not yours")), false),
        ("404", http(404, "", error("gone")), false),
        (
            "404, no such path",
            http(404, "", r#"{"message":"No handler found for GET /x"}"#),
            false,
        ),
        ("422", http(422, "", error("too long")), false),
        (
            "429",
            http(429, "retry-after: 7\r\n", error("slow down")),
            true,
        ),
        ("500", http(500, "", error("oops")), true),
        (
            "502 with a page",
            http(502, "", "<html><h1>Bad Gateway</h1></html>"),
            true,
        ),
        (
            "a page",
            http(200, "content-type: text/html\r\n", "<html>"),
            true,
        ),
        ("nothing", Vec::new(), true),
        (
            "a redirect",
            http(302, "location: https://e.invalid/login\r\n", ""),
            false,
        ),
        ("endless", http(200, "", "x".repeat(2 << 20)), true),
        ("a result without a URL", task("completed", ""), false),
        (
            "a business error",
            http(200, "", r#"{"code":402,"msg":"no balance"}"#),
            false,
        ),
    ]
}

#[test]
fn each_error_says_what_happened_and_what_to_do() {
    let mut errors = Errors::new();
    let mute = mute();
    // This takes ten seconds, so it goes on beside the others.
    let no_handshake = std::thread::spawn({
        let base = mute.base.clone();
        move || both(&base, &["query", "video_1"])
    });
    for (title, answer, passes) in answers() {
        let relay = Relay::always(answer);
        errors.note(
            &format!("query: {title}"),
            &relay.base(),
            &["query", "video_1"],
        );
        errors.note(&format!("create: {title}"), &relay.base(), &CREATE);
        let place = errors.path("kite.mp4");
        let generate = [&["generate"], &CREATE[1..], &["--save", &place], &QUICK].concat();
        errors.note(&format!("generate: {title}"), &relay.base(), &generate);
        // What may pass is not believed at once; it is given up on after one poll here.
        let polling = if passes { &ONCE[..] } else { &QUICK[..] };
        let wait = [&["wait", "video_1"], polling].concat();
        errors.note(&format!("wait: {title}"), &relay.base(), &wait);
    }
    errors.note("query: nobody there", &nobody(), &["query", "video_1"]);
    errors.note("create: nobody there", &nobody(), &CREATE);
    let stranger = self_signed();
    errors.note(
        "query: a certificate of nobody",
        &stranger,
        &["query", "video_1"],
    );
    errors.note("create: a certificate of nobody", &stranger, &CREATE);
    let (human, json) = no_handshake.join().unwrap();
    errors.add("query: no handshake", &mute.base, &human, &json);
    results(&mut errors);
    insta::assert_snapshot!("service", errors.text);
    for (title, args) in usage(&errors.folder.path().join("usage")) {
        errors.note_usage(title, &args);
    }
    let missing: Vec<_> = KINDS
        .into_iter()
        .filter(|kind| !errors.kinds.contains(*kind))
        .collect();
    assert!(missing.is_empty(), "no error was of kind {missing:?}");
}

/// Results that can't be had, or not be saved.
fn results(errors: &mut Errors) {
    let video = include_bytes!("../../../../fixtures/video.mp4");
    let to = errors.path("");
    let save = ["save", "video_1", "--to", &to];
    for (title, answer) in [
        ("expired", http(403, "", "")),
        ("a page", http(200, "", "<html>")),
        ("half a file", http(200, "", &video[..video.len() / 2])),
        ("no end", http(200, "content-length: 9999999999\r\n", "")),
        ("an error of its server", http(500, "", "")),
    ] {
        let relay = Relay::with_result(answer);
        errors.note(&format!("save: {title}"), &relay.base(), &save);
    }
    let elsewhere = task(
        "completed",
        r#","video_url":"http://10.0.0.1/v.mp4?sig=signature""#,
    );
    let relay = Relay::always(elsewhere);
    errors.note("save: a result in a private network", &relay.base(), &save);
    let relay = Relay::always(task("failed", r#","error":"the prompt is refused""#));
    errors.note("save: a failed task", &relay.base(), &save);
    let relay = Relay::always(task("queued", ""));
    errors.note("save: no result yet", &relay.base(), &save);

    let taken = errors.path("taken.mp4");
    fs::write(&taken, "precious").unwrap();
    let missing = errors.path("missing/kite.mp4");
    for (title, place) in [("a file that exists", &taken), ("no such folder", &missing)] {
        let relay = Relay::always(completed("/v.mp4"));
        errors.note(
            &format!("save: {title}"),
            &relay.base(),
            &["save", "video_1", "--to", place],
        );
        let wait = ["wait", "video_1", "--save", place];
        errors.note(&format!("wait: {title}"), &relay.base(), &wait);
        let generate = [&["generate"], &CREATE[1..], &["--save", place]].concat();
        errors.note(&format!("generate: {title}"), &relay.base(), &generate);
        assert!(relay.requests().is_empty(), "nothing was sent");
    }
    let relay = Relay::always(task("failed", r#","error":"the prompt is refused""#));
    errors.note(
        "wait: a failed task",
        &relay.base(),
        &[&["wait", "video_1"], &QUICK[..]].concat(),
    );
}

/// What is wrong before anything is sent.
fn usage(folder: &Path) -> Vec<(&'static str, Vec<String>)> {
    fs::create_dir(folder).unwrap();
    let file = |name: &str, content: &str| {
        let path = folder.join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let place = folder.to_str().unwrap();
    let kite = r#"{"model":"grok_video3","prompt":"kite"}"#;
    let no_ledger = file(
        "no.db",
        "this is a text, and no ledger at all, as anybody can see who looks",
    );
    let mut cases: Vec<(&str, Vec<String>)> = Vec::new();
    let mut case = |title, args: &[&str]| {
        cases.push((title, args.iter().map(|arg| (*arg).to_owned()).collect()));
    };
    case("nothing to make", &["generate", "--save", place]);
    case(
        "two ways to say what to make",
        &[
            "generate", "--from", "x", "--model", "m", "--prompt", "p", "--save", place,
        ],
    );
    case(
        "half of what to make",
        &["generate", "--model", "grok_video3", "--save", place],
    );
    case(
        "no such file of requests",
        &["generate", "--from", "/nowhere.jsonl", "--save", place],
    );
    case(
        "a folder of requests",
        &["generate", "--from", place, "--save", place],
    );
    case(
        "no requests",
        &[
            "generate",
            "--from",
            &file("empty.jsonl", "\n"),
            "--save",
            place,
        ],
    );
    case(
        "no JSON",
        &[
            "generate",
            "--from",
            &file("text.jsonl", &format!("{kite}\nkite")),
            "--save",
            place,
        ],
    );
    let typo = r#"{"model":"grok_video3","prompt":"kite","lenght":10}"#;
    case(
        "a field that nobody knows",
        &[
            "generate",
            "--from",
            &file("typo.jsonl", typo),
            "--save",
            place,
        ],
    );
    let above = r#"{"model":"grok_video3","prompt":"kite","file":"../kite.mp4"}"#;
    case(
        "a file elsewhere",
        &[
            "generate",
            "--from",
            &file("above.jsonl", above),
            "--save",
            place,
        ],
    );
    let long = r#"{"model":"grok_video3","prompt":"kite","duration":10000}"#;
    case(
        "a rule of the model",
        &[
            "generate",
            "--from",
            &file("long.jsonl", long),
            "--save",
            place,
        ],
    );
    let one = file("one.jsonl", kite);
    case(
        "many results for one file",
        &[
            "generate",
            "--from",
            &one,
            "--save",
            &format!("{place}/kite.mp4"),
        ],
    );
    case(
        "key and requests from standard input",
        &[
            "--api-key-file",
            "-",
            "generate",
            "--from",
            "-",
            "--save",
            place,
        ],
    );
    case(
        "key and ids from standard input",
        &["--api-key-file", "-", "query", "-"],
    );
    case("no ids", &["wait", "-"]);
    case(
        "a ledger that is none",
        &[
            "--ledger",
            &no_ledger,
            "create",
            "--model",
            "grok_video3",
            "--prompt",
            "kite",
        ],
    );
    case(
        "a ledger in no folder",
        &[
            "--ledger",
            "/nowhere/ledger.db",
            "create",
            "--model",
            "grok_video3",
            "--prompt",
            "kite",
        ],
    );
    case(
        "both ledger and none",
        &["--ledger", "x", "--no-ledger", "list"],
    );
    case("nothing to go on with", &["--no-ledger", "resume"]);
    case("nothing to list", &["--no-ledger", "list"]);
    case(
        "no ledger there",
        &["--ledger", "/nowhere/ledger.db", "list"],
    );
    case(
        "no ledger to go on with",
        &["--ledger", "/nowhere/ledger.db", "resume"],
    );
    case("no ledger to decide about", &["resolve", "7", "--drop"]);
    case("no decision", &["resolve", "7"]);
    case("two decisions", &["resolve", "7", "--drop", "--send"]);
    case("no number", &["resolve", "video_1", "--drop"]);
    case("no such state", &["list", "--state", "lost"]);
    case("a rate of nothing", &["wait", "video_1", "--rate", "0"]);
    case(
        "nothing in flight",
        &["wait", "video_1", "--max-in-flight", "0"],
    );
    case("no such page", &["man", "dance"]);
    case("no such shell", &["completions", "cmd"]);
    cases
}

impl Errors {
    /// Runs a command that is refused before anything is sent.
    #[track_caller]
    fn note_usage(&mut self, title: &str, args: &[String]) {
        let args: Vec<_> = args.iter().map(String::as_str).collect();
        self.note(title, &nobody(), &args);
        let told = self
            .text
            .lines()
            .rev()
            .find(|line| line.starts_with('#'))
            .unwrap();
        assert!(told.ends_with("(exit 2)"), "{told}");
    }
}

#[test]
fn wrong_usage_is_told_in_one_line() {
    let mut errors = Errors::new();
    for (title, args) in usage(&errors.folder.path().join("usage")) {
        errors.note_usage(title, &args);
    }
    insta::assert_snapshot!("usage", errors.text);
}

#[test]
fn what_was_lost_earlier_is_told_with_its_number() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("kite.mp4");
    let place = place.to_str().unwrap();
    let generate = [&["generate"], &CREATE[1..], &["--save", place]].concat();
    let state = state();
    let mut text = String::new();
    let mut note = |title: &str, base: &str, args: &[&str]| {
        let ran = run(at(base).env("XDG_STATE_HOME", &state), args);
        let _ = writeln!(
            text,
            "# {title} (exit {})\n{}{}",
            ran.code, ran.stdout, ran.stderr
        );
    };
    let lost = Relay::always(Vec::new());
    note("the answer is lost", &lost.base(), &generate);
    note("the same again", &lost.base(), &generate);
    note("going on with it", &lost.base(), &["resume"]);
    note("a task that is not there", &lost.base(), &["resume", "9"]);
    note(
        "what is known",
        &lost.base(),
        &["list", "--state", "unknown"],
    );
    assert_eq!(lost.requests().len(), 1, "a create is never sent again");
    note(
        "it is to be sent",
        &lost.base(),
        &["resolve", "1", "--send"],
    );
    note(
        "it can't be decided about twice",
        &lost.base(),
        &["resolve", "1", "--drop"],
    );
    insta::assert_snapshot!(
        "lost",
        text.replace(&lost.base(), "RELAY")
            .replace(folder.path().to_str().unwrap(), "FOLDER")
    );
}

#[test]
fn a_missing_key_says_where_it_comes_from() {
    let ran = run(&mut bare(), ["query", "video_1"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("GROK_VIDEO_API_KEY") && !ran.stderr.contains(KEY),
        "{ran:?}"
    );
}
