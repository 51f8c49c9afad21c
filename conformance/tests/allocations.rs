//! How often decoding allocates; a program of its own, because its allocator counts.

use allocation_counter::measure;
use grok_video_types::{decode, decode_ref};

/// Asserts how many allocations an owned and a borrowed task take.
#[track_caller]
fn check(body: &str, n_owned: u64, n_borrowed: u64) {
    let owned = measure(|| assert!(decode(200, body.as_bytes()).is_ok(), "{body}"));
    assert_eq!(owned.count_total, n_owned, "owned: {body}");
    let borrowed = measure(|| assert!(decode_ref(200, body.as_bytes()).is_ok(), "{body}"));
    assert_eq!(borrowed.count_total, n_borrowed, "borrowed: {body}");
}

#[test]
fn the_counter_counts() {
    let counted = measure(|| drop(std::hint::black_box(vec![1_u8])));
    assert_eq!(counted.count_total, 1);
}

#[test]
fn a_pending_task_allocates_nothing() {
    check(include_str!("../../fixtures/query/queued.json"), 0, 0);
    let id = "video_fd35ee52-2a98-44a6-b930-29a88ce9b8fd";
    for status in ["queued", "processing"] {
        for model in [
            "grok_video3",
            "grok_video3_pro",
            "grok_video3_max",
            "grok_video3_stable",
        ] {
            let task = format!(
                r#"{{"id":"{id}","object":"video","created":1774836724,"model":"{model}","status":"{status}","video_url":null,"error":null}}"#
            );
            check(&task, 0, 0);
            check(&task.replace(',', ",\n  "), 0, 0);
            check(&task.replace(":null", ":\"\""), 0, 0);
            check(
                &format!(r#"{{"status":"{status}","model":"{model}","id":"{id}"}}"#),
                0,
                0,
            );
            check(&format!(r#"{{"code":0,"msg":null,"data":{task}}}"#), 0, 0);
            check(
                &format!(r#"{{"progress":[1,{{"a":[]}}],{}"#, &task[1..]),
                0,
                0,
            );
        }
    }
}

#[test]
fn a_finished_task_allocates_once_for_each_text_that_it_keeps() {
    let completed = |still: &str| {
        format!(
            r#"{{"id":"video_1","status":"completed","video_url":"https://e.x/v.mp4","actualDuration":10.5{still}}}"#
        )
    };
    check(&completed(""), 1, 0);
    check(&completed(r#","last_frame_url":"https://e.x/l.png""#), 2, 0);
    check(
        r#"{"id":"video_1","status":"failed","error":"无效的提示"}"#,
        1,
        0,
    );
    check(
        r#"{"id":"video_1","status":"failed","error":"say \"no\""}"#,
        2,
        1,
    );
    check(r#"{"id":"video_1","status":"failed","error":null}"#, 0, 0);
}

#[test]
fn a_long_id_and_an_unknown_name_are_boxed() {
    let id = "v".repeat(49);
    check(&format!(r#"{{"id":"{id}","status":"queued"}}"#), 1, 0);
    check(
        r#"{"id":"video_1","status":"moderating","model":"grok_video4"}"#,
        2,
        0,
    );
}
