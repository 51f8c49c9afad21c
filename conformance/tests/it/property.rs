//! Any body; `PROPTEST_CASES` says how many.

use conformance::body::Body;
use conformance::check::check;
use conformance::choices::Choices;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn decoders_do_what_is_specified(bytes in prop::collection::vec(any::<u8>(), 0..96)) {
        let body = Body::choose(&mut Choices::new(&bytes));
        let _ = check(body.http_status, &body.bytes);
    }

    #[test]
    fn any_bytes_do_what_is_specified(http_status in 0..1000_u16, body: Vec<u8>) {
        let _ = check(http_status, &body);
    }

    #[test]
    fn any_text_is_read_as_specified(text: String, key in "[a-z_]{0,9}") {
        let text = serde_json::to_string(&text).unwrap();
        let body = format!(r#"{{"id":"video_1","status":"failed","error":{text},"{key}":{text}}}"#);
        let _ = check(200, body.as_bytes());
    }
}

fn cases() -> u32 {
    let said = std::env::var("PROPTEST_CASES").ok();
    said.and_then(|cases| cases.parse().ok()).unwrap_or(8192)
}
