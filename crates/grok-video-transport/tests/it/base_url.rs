//! What is a base URL, and what lies under one.

use grok_video_transport::BaseUrl;

#[track_caller]
fn check(text: &str, shown: &str) {
    assert_eq!(
        text.parse::<BaseUrl>()
            .map(|base| base.to_string())
            .as_deref(),
        Ok(shown)
    );
}

#[test]
fn bases_are_read_with_or_without_a_slash_at_the_end() {
    check("https://relay.example.com", "https://relay.example.com");
    check("https://relay.example.com/", "https://relay.example.com");
    check(
        "https://relay.example.com/a/b/",
        "https://relay.example.com/a/b",
    );
    check(
        "https://relay.example.com:8443/a",
        "https://relay.example.com:8443/a",
    );
    check("http://127.0.0.1:8080/a", "http://127.0.0.1:8080/a");
    check("http://[::1]:8080", "http://[::1]:8080");
    check("http://localhost:8080/a/", "http://127.0.0.1:8080/a");
}

#[test]
fn everything_else_is_refused() {
    let refused = [
        "",
        "relay.example.com",
        "relay.example.com/a",
        "/a",
        "ftp://relay.example.com",
        "http://relay.example.com",
        "http://10.0.0.1",
        "http://192.168.1.1",
        "http://0.0.0.0",
        "http://127.1",
        "http://2130706433",
        "http://0x7f.1",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "https://127.1",
        "https://0x7f000001",
        "https://user@relay.example.com",
        "https://user:pass@relay.example.com",
        "https://relay.example.com?a",
        "https://relay.example.com/#a",
        "https://",
        "https://relay.example.com/a/../b",
        "https://relay.example.com/%2e%2e/b",
        "https://relay.example.com/a//b",
        "https://relay.example.com/a\\b",
        "https://a b",
        "https://relay.example.com:0",
        "https://relay.example.com:99999",
        "https://[::1",
        "https://relay.example.com:8443relay.example.com",
        "https://relay.example.com:x",
    ];
    for text in refused {
        assert!(text.parse::<BaseUrl>().is_err(), "{text}");
    }
}

#[test]
fn errors_say_what_is_wrong() {
    let texts = [
        "relay",
        "http://relay.example.com",
        "https://127.1",
        "https://u:p@e.x",
        "https://e.x?a",
    ]
    .map(|text| text.parse::<BaseUrl>().unwrap_err().to_string());
    insta::assert_snapshot!(texts.join("\n"), @r"
    the base URL is not usable: it does not begin with https://; give one like https://relay.example.com/prefix
    the base URL is not usable: http would send the key in the clear; only a loopback address may use it; give one like https://relay.example.com/prefix
    the base URL is not usable: its host looks like an address, but is not written as one; give one like https://relay.example.com/prefix
    the base URL is not usable: it holds a user name or password; give one like https://relay.example.com/prefix
    the base URL is not usable: it holds a query or a fragment; give one like https://relay.example.com/prefix
    ");
}

#[test]
fn only_what_lies_under_the_base_is_covered() {
    let base: BaseUrl = "https://relay.example.com/prefix".parse().unwrap();
    let covers = |uri: &str| base.covers(&uri.parse().unwrap());
    for uri in [
        "https://relay.example.com/prefix/v1",
        "https://relay.example.com:443/prefix/v1?x=1",
        "https://RELAY.example.com/prefix/",
    ] {
        assert!(covers(uri), "{uri}");
    }
    for uri in [
        "http://relay.example.com/prefix/v1",
        "https://relay.example.com:444/prefix/v1",
        "https://evil.example.com/prefix/v1",
        "https://relay.example.com/prefixed/v1",
        "https://relay.example.com/prefix",
        "https://relay.example.com/v1",
        "/prefix/v1",
        "https://relay.example.com/prefix/../v1",
        "https://relay.example.com/prefix/%2E%2e/v1",
        "https://relay.example.com/prefix/%2e%2e%2fv1",
        "https://relay.example.com.evil.com/prefix/v1",
        "https://relay.example.com@evil.com/prefix/v1",
        "https://u@relay.example.com/prefix/v1",
        "https://relay.example.com:8443relay.example.com/prefix/v1",
    ] {
        assert!(!covers(uri), "{uri}");
    }
}
