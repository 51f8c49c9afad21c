//! What may pass and what may not: the classification, as whoever asks but once sees it.

use grok_video_poller::{Observation, PollErrorKind};
use grok_video_types::ApiErrorKind;

use super::simulation::status;

/// Returns the statuses between 0 and 999 whose answers, with such a body, may pass.
fn statuses_that_may_pass(body: &str) -> Vec<u16> {
    let may_pass = |status: &u16| Observation::http(*status, body.as_bytes()).may_pass();
    (0..1000).filter(may_pass).collect()
}

#[test]
fn a_status_may_pass_where_the_service_may_recover() {
    let mut expected: Vec<u16> = vec![408, 425, 429];
    expected.extend(500..600);
    assert_eq!(statuses_that_may_pass(r#"{"error":"?"}"#), expected);
    // A page of a proxy on a success is malformed, and that may pass too.
    expected.splice(0..0, 200..300);
    assert_eq!(statuses_that_may_pass("<html>busy</html>"), expected);
}

#[test]
fn a_task_is_no_error_whatever_its_status() {
    for status in ["queued", "completed", "failed", "moderating"].map(status) {
        assert!(!status.may_pass() && status.error().is_none());
    }
}

#[test]
fn a_query_without_an_answer_may_pass_unless_it_can_not_be_mended_by_asking() {
    let kinds = [
        (Observation::unreachable("?"), PollErrorKind::Connect, true),
        (Observation::timed_out(), PollErrorKind::Timeout, true),
        (Observation::too_large("?"), PollErrorKind::TooLarge, true),
        (
            Observation::malformed("?"),
            PollErrorKind::Api(ApiErrorKind::Malformed),
            true,
        ),
        (Observation::bad_certificate("?"), PollErrorKind::Tls, false),
        (Observation::redirected("?"), PollErrorKind::Redirect, false),
        (
            Observation::out_of_scope("?"),
            PollErrorKind::OutOfScope,
            false,
        ),
    ];
    for (observation, kind, may_pass) in kinds {
        let error = observation.error().unwrap();
        assert_eq!((error.kind, observation.may_pass()), (kind, may_pass));
    }
}

#[test]
fn a_redirect_by_status_is_of_the_kind_of_a_redirect_that_was_seen() {
    for status in 300..400 {
        let observation = Observation::http(status, b"");
        assert_eq!(observation.error().unwrap().kind, PollErrorKind::Redirect);
    }
}
