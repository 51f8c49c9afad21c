//! Whatever an id is, it becomes one segment of a path and one name in a folder, or it is refused.

#![no_main]

use std::ffi::OsStr;
use std::path::{Component, Path};

use grok_video_save::Destination;
use grok_video_types::TaskId;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let Ok(id) = TaskId::new(text) else {
        return;
    };
    assert_eq!(id.as_str(), text);
    check_segment(&id.path_segment(), text);
    check_stem(&id.file_stem(), text);
});

fn check_segment(segment: &str, id: &str) {
    assert!(is_plain(segment), "{segment:?}");
    assert!(!matches!(segment, "" | "." | ".."), "{segment:?}");
    assert_eq!(decoded(segment), id.as_bytes());
}

fn check_stem(stem: &str, id: &str) {
    assert!(is_plain(stem), "{stem:?}");
    assert!(stem.len() <= TaskId::MAX_STEM_LEN, "{stem:?}");
    assert!(!stem.starts_with(['.', '-']), "{stem:?}");
    let device = stem
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    assert!(!is_device(&device), "{stem:?}");
    // A long one ends in a hash instead.
    assert!(stem.len() > TaskId::MAX_STEM_LEN - 17 || decoded(stem) == id.as_bytes());

    let folder = Path::new("folder");
    let destination = Destination::folder(folder, stem).expect("a stem is a name");
    let name = format!("{stem}.mp4");
    assert_eq!(destination.path().parent(), Some(folder));
    let components: Vec<_> = destination.path().components().collect();
    let names = ["folder", &name].map(|name| Component::Normal(OsStr::new(name)));
    assert_eq!(components, names);
}

/// Unreserved characters, and `%` with two digits.
fn is_plain(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~%".contains(c);
    text.chars().all(is_plain)
}

fn is_device(name: &str) -> bool {
    let numbered = |prefix| {
        let rest: Option<&str> = name.strip_prefix(prefix);
        rest.is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit())
    };
    matches!(name, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let (byte, tail) = match (first, tail) {
            (b'%', [high, low, tail @ ..]) => (digit(*high) << 4 | digit(*low), tail),
            _ => (*first, tail),
        };
        bytes.push(byte);
        rest = tail;
    }
    bytes
}

fn digit(hex: u8) -> u8 {
    let digit = char::from(hex).to_digit(16).expect("two digits follow %");
    u8::try_from(digit).expect("it is below 16")
}
