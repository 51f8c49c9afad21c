//! An id in a path, in a file name, and refused.

use grok_video_types::{InvalidTaskId, TaskId, query_path};
use proptest::prelude::*;

fn percent_decode(segment: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = segment.as_bytes();
    while let [first, tail @ ..] = rest {
        if let (b'%', [high, low, tail @ ..]) = (first, tail) {
            let hex = std::str::from_utf8(&[*high, *low]).unwrap().to_owned();
            bytes.push(u8::from_str_radix(&hex, 16).unwrap());
            rest = tail;
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    bytes
}

#[test]
fn what_would_act_in_a_path_is_refused() {
    assert_eq!(TaskId::new(""), Err(InvalidTaskId::Empty));
    for dots in [".", ".."] {
        assert_eq!(TaskId::new(dots), Err(InvalidTaskId::Dots));
    }
    for text in [
        "a/b",
        "a\\b",
        "a?b",
        "a#b",
        "a%2fb",
        "a b",
        "a\n",
        "a\0",
        "\u{7f}",
        "a\u{202e}",
    ] {
        let refused = TaskId::new(text);
        assert!(
            matches!(refused, Err(InvalidTaskId::Character { .. })),
            "{text:?}: {refused:?}"
        );
    }
    assert!(matches!(
        TaskId::new(&"a".repeat(201)),
        Err(InvalidTaskId::TooLong { bytes: 201 })
    ));
    assert!(TaskId::new(&"a".repeat(200)).is_ok());
}

#[test]
fn errors_say_what_is_wrong() {
    let texts =
        ["", "..", "a/b", "a\u{1b}b"].map(|text| TaskId::new(text).unwrap_err().to_string());
    insta::assert_snapshot!(texts.join("\n"), @r"
    the task id is empty
    `.` and `..` are no task ids
    the task id holds '/'; an id has no white space, no control characters, and none of / \ ? # %
    the task id holds '\u{1b}'; an id has no white space, no control characters, and none of / \ ? # %
    ");
}

#[test]
fn file_stems_are_ordinary_names() {
    let stem = |text: &str| TaskId::new(text).unwrap().file_stem();
    assert_eq!(stem("video_fd35ee52-2a98"), "video_fd35ee52-2a98");
    assert_eq!(stem(".hidden"), "%2Ehidden");
    assert_eq!(stem("-rf"), "%2Drf");
    assert_eq!(stem("con"), "%63on");
    assert_eq!(stem("COM1.x"), "%43OM1.x");
    assert_eq!(stem("a:b"), "a%3Ab");
    let long = TaskId::new(&"é".repeat(100)).unwrap();
    let other = TaskId::new(&format!("{}ê", "é".repeat(99))).unwrap();
    assert_eq!(long.file_stem().len(), TaskId::MAX_STEM_LEN);
    assert_ne!(long.file_stem(), other.file_stem());
}

proptest! {
    #[test]
    fn any_id_is_one_path_segment_that_round_trips_or_an_error(text in "\\PC{0,20}|.{0,300}") {
        if let Ok(id) = TaskId::new(&text) {
            let segment = id.path_segment();
            prop_assert!(segment.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b)));
            prop_assert!(segment != "." && segment != "..");
            prop_assert_eq!(percent_decode(&segment), text.as_bytes());
            let path = query_path(&id);
            prop_assert_eq!(path.strip_prefix("/v1/result/"), Some(&*segment));
        }
    }

    #[test]
    fn any_file_stem_is_safe(text in "\\PC{1,200}") {
        if let Ok(id) = TaskId::new(&text) {
            let stem = id.file_stem();
            prop_assert!(stem.len() <= TaskId::MAX_STEM_LEN && !stem.is_empty());
            prop_assert!(!stem.starts_with(['.', '-']));
            prop_assert!(stem.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b)));
        }
    }
}
