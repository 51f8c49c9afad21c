//! What is a key.

use std::io::Cursor;

use grok_video_transport::{ApiKey, InvalidApiKey};

#[test]
fn a_key_is_visible_ascii() {
    let refused = |text: &str| ApiKey::new(text).unwrap_err();
    assert_eq!(refused(""), InvalidApiKey::Empty);
    assert_eq!(refused(&"k".repeat(4097)), InvalidApiKey::TooLong);
    assert_eq!(refused("a b"), InvalidApiKey::NotVisibleAscii);
}

#[test]
fn white_space_around_a_key_in_a_file_does_not_count() {
    for text in ["sk-1", "sk-1\n", "  sk-1\r\n\n"] {
        assert!(ApiKey::from_reader(Cursor::new(text)).is_ok(), "{text:?}");
    }
    for (text, why) in [
        ("", InvalidApiKey::Empty),
        ("sk 1", InvalidApiKey::NotVisibleAscii),
    ] {
        assert_eq!(ApiKey::from_reader(Cursor::new(text)).unwrap_err(), why);
    }
    let invalid_utf8 = ApiKey::from_reader(Cursor::new(b"\xff\xfe"));
    assert_eq!(invalid_utf8.unwrap_err(), InvalidApiKey::NotVisibleAscii);
    let missing = ApiKey::from_file("/nowhere/key".as_ref()).unwrap_err();
    assert_eq!(
        missing.to_string(),
        "the API key cannot be read: entity not found"
    );
}
