//! What is a key, and that nothing shows it.

use std::io::Cursor;

use grok_video_transport::{ApiKey, Auth, InvalidApiKey};
use proptest::prelude::*;

use super::server::KEY;

#[test]
fn a_key_is_visible_ascii() {
    let refused = |text: &str| ApiKey::new(text).unwrap_err();
    assert_eq!(refused(""), InvalidApiKey::Empty);
    assert_eq!(refused(&"k".repeat(4097)), InvalidApiKey::TooLong);
    for text in ["a b", "a\n", "a\r\nX-Evil: 1", "a\0", "é", "a\u{7f}"] {
        assert_eq!(refused(text), InvalidApiKey::NotVisibleAscii, "{text:?}");
    }
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

#[test]
fn no_debug_shows_a_key() {
    let key = ApiKey::new(KEY).unwrap();
    let auth = Auth::new("https://relay.example.com".parse().unwrap(), &key);
    assert!(!format!("{key:?} {auth:?}").contains("canary"));
}

proptest! {
    #[test]
    fn an_error_never_shows_what_was_given(text in "\\PC*") {
        if let Err(error) = ApiKey::new(&text) {
            // A few characters may stand in the error's own words.
            prop_assert!(text.chars().count() < 4 || !error.to_string().contains(&text));
        }
    }
}
