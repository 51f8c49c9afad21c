//! The generated bodies are worth checking: enough are valid, and none of the ways out is missed.

use std::collections::BTreeMap;

use conformance::body::{Body, N_MEMBERS};
use conformance::choices::Choices;
use grok_video_types::{ApiErrorKind, decode};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

const N_BODIES: usize = 20_000;

#[expect(
    clippy::print_stdout,
    reason = "the proportions are shown with --nocapture"
)]
#[test]
fn enough_bodies_are_valid_and_every_error_and_every_way_out_is_met() {
    let mut runner = TestRunner::deterministic();
    let bytes = prop::collection::vec(any::<u8>(), 0..96);
    let mut n_valid = 0;
    let mut n_errors = BTreeMap::new();
    let mut n_deviating = [0; N_MEMBERS];
    for _ in 0..N_BODIES {
        let bytes = bytes.new_tree(&mut runner).unwrap().current();
        let body = Body::choose(&mut Choices::new(&bytes));
        match decode(body.http_status, &body.bytes) {
            Ok(_) => n_valid += 1,
            Err(error) => *n_errors.entry(error.kind().as_str()).or_insert(0) += 1,
        }
        if let Some(at) = body.deviates_at {
            n_deviating[at] += 1;
        }
    }
    println!("{n_valid} valid, {n_errors:?}, {n_deviating:?} of {N_BODIES}");
    assert!(n_valid * 100 >= N_BODIES * 30, "{n_valid} valid");
    for kind in KINDS {
        let n = n_errors.get(kind.as_str()).copied().unwrap_or(0);
        assert!(n * 100 >= N_BODIES, "{n} of {}", kind.as_str());
    }
    for (at, n) in n_deviating.into_iter().enumerate() {
        assert!(n * 100 >= N_BODIES, "{n} leave at member {at}");
    }
}

const KINDS: [ApiErrorKind; 10] = [
    ApiErrorKind::Unauthorized,
    ApiErrorKind::PaymentRequired,
    ApiErrorKind::Forbidden,
    ApiErrorKind::NotFound,
    ApiErrorKind::NoRoute,
    ApiErrorKind::Rejected,
    ApiErrorKind::RateLimited,
    ApiErrorKind::Server,
    ApiErrorKind::Malformed,
    ApiErrorKind::NoVideoUrl,
];
