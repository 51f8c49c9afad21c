//! Every body of `fixtures/`, cut and spoiled in every place.

use conformance::check::check;
use conformance::fixtures;

/// Bytes that mean something to JSON or to UTF-8; `fuzz` tries all 256.
const TELLING: &[u8] = b"\0\t \"\\{}[],:.-+0189aeEnu/\x1f\x7f\x80\xbf\xc3\xed\xef\xf0\xff";

#[test]
fn fixtures_do_what_is_specified() {
    for (http_status, body) in fixtures::bodies() {
        let _ = check(http_status, &body);
    }
}

#[test]
fn every_truncation_does_what_is_specified() {
    for (http_status, body) in fixtures::bodies() {
        for end in 0..body.len() {
            let _ = check(http_status, &body[..end]);
        }
    }
}

#[test]
fn every_telling_byte_in_every_place_does_what_is_specified() {
    spoil_everywhere(TELLING);
}

#[test]
#[ignore = "every byte in every place takes half a minute; `cargo xtask fuzz` runs it optimized"]
fn every_byte_in_every_place_does_what_is_specified() {
    let every: Vec<u8> = (0..=u8::MAX).collect();
    spoil_everywhere(&every);
}

fn spoil_everywhere(bytes: &[u8]) {
    for (http_status, mut body) in fixtures::bodies() {
        for at in 0..body.len() {
            let was = body[at];
            for &byte in bytes {
                body[at] = byte;
                let _ = check(http_status, &body);
            }
            body[at] = was;
        }
    }
}
