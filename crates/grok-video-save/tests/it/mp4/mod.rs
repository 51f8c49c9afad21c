mod reference;

use grok_video_save::{Mp4Error, Mp4Walk};
use proptest::prelude::*;

use crate::video;

fn walk<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Result<(), Mp4Error> {
    let mut walk = Mp4Walk::new();
    for piece in pieces {
        walk.push(piece)?;
    }
    walk.finish()
}

/// Walks `pieces` as one body, and compares the verdict: empty for a whole MP4.
#[track_caller]
fn check(pieces: &[&[u8]], verdict: &str) {
    let body = pieces.concat();
    let whole = walk([&*body]).map_or_else(|error| error.to_string(), |()| String::new());
    assert_eq!(whole, verdict);
}

const FTYP: &[u8] = b"\0\0\0\x10ftypisom\0\0\x02\0";
const MOOV: &[u8] = b"\0\0\0\x0cmoov\0\0\0\0";
const MDAT: &[u8] = b"\0\0\0\x0emdat\xff\xd8\xff\xd8\xff\xd8";

#[test]
fn whole_files_are_whole() {
    check(&[&video()], "");
    check(&[FTYP, MOOV, MDAT], "");
    check(&[FTYP, MDAT, MOOV], "");
    check(
        &[FTYP, b"\0\0\0\x08free", MOOV, b"\0\0\0\x08moof", MDAT, MDAT],
        "",
    );
    check(&[FTYP, MOOV, b"\0\0\0\x08moof"], "");
    check(&[FTYP, MOOV, b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x12xx"], "");
    check(&[FTYP, MOOV, b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x10"], "");
    check(&[FTYP, MOOV, b"\0\0\0\0mdatto the end"], "");
    check(&[FTYP, MOOV, b"\0\0\0\0mdat"], "");
}

#[test]
fn cut_files_say_where_they_end() {
    check(&[b""], "not an MP4: no bytes at all");
    check(
        &[&FTYP[..3]],
        "ends inside the header of the box at byte 0: 3 of 8 bytes",
    );
    check(&[&FTYP[..9]], "ends inside box ftyp: 9 of 16 bytes");
    check(
        &[FTYP, MOOV, &MDAT[..7]],
        "ends inside the header of the box at byte 28: 7 of 8 bytes",
    );
    check(
        &[FTYP, MOOV, &MDAT[..13]],
        "ends inside box mdat: 13 of 14 bytes",
    );
    check(
        &[FTYP, MOOV, b"\0\0\0\x01mdat\0\0\0"],
        "ends inside the header of the box at byte 28: 11 of 16 bytes",
    );
    check(
        &[
            FTYP,
            MOOV,
            b"\0\0\0\x01mdat\xff\xff\xff\xff\xff\xff\xff\xffx",
        ],
        "ends inside box mdat: 17 of 18446744073709551615 bytes",
    );
    check(&[FTYP, MDAT], "ends without a box moov");
    check(&[FTYP, MOOV], "ends without a box mdat or moof");
    check(&[FTYP, b"\0\0\0\0mdat"], "ends without a box moov");
}

#[test]
fn boxes_smaller_than_their_header_are_errors() {
    check(
        &[FTYP, b"\0\0\0\x07moov"],
        "box moov at byte 16 says it has 7 bytes, fewer than its own header",
    );
    check(
        &[FTYP, b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x0f"],
        "box mdat at byte 16 says it has 15 bytes, fewer than its own header",
    );
}

#[test]
fn other_content_is_named() {
    check(&[b"{}"], "not an MP4: starts with JSON text");
    check(
        &[b"\xef\xbb\xbf [1, 2, 3]"],
        "not an MP4: starts with JSON text",
    );
    check(&[b"\r\n<html></html>"], "not an MP4: starts with HTML text");
    check(&[b"<!doctype html>"], "not an MP4: starts with HTML text");
    check(
        &[b"<?xml version=\"1.0\"?><Error/>"],
        "not an MP4: starts with XML text",
    );
    check(&[b"<Error/>"], "not an MP4: starts with XML text");
    check(
        &[b"\x1aE\xdf\xa3\x9fB\x86\x81\x01"],
        r"not an MP4: starts with box \x9fB\x86\x81 instead of ftyp",
    );
    check(
        &[MOOV, FTYP, MDAT],
        "not an MP4: starts with box moov instead of ftyp",
    );
}

#[test]
fn a_failed_walk_stays_failed() {
    let mut walk = Mp4Walk::new();
    let error = walk.push(MOOV).expect_err("not an MP4");
    assert_eq!(walk.push(FTYP), Err(error.clone()));
    assert_eq!(walk.finish(), Err(error));
}

#[test]
fn only_cuts_are_cuts() {
    let is_cut = |body: &[u8]| walk([body]).expect_err("not whole").is_cut_short();
    assert!(is_cut(&video()[..20_000]));
    assert!(is_cut(FTYP));
    assert!(!is_cut(b"{}"));
    assert!(!is_cut(b""));
}

/// Returns bodies that look like an MP4 for a while.
fn nearly_mp4() -> impl Strategy<Value = Vec<u8>> {
    let size = prop_oneof![
        4 => 8_u32..40,
        1 => 0_u32..8,
        1 => any::<u32>(),
    ];
    let kind = prop_oneof![
        Just(*b"ftyp"),
        Just(*b"moov"),
        Just(*b"mdat"),
        any::<[u8; 4]>(),
    ];
    let content = prop::collection::vec(any::<u8>(), 0..32);
    let one_box = (size, kind, content).prop_map(|(size, kind, content)| {
        let content_len = (size as usize).saturating_sub(8).min(content.len());
        [&size.to_be_bytes()[..], &kind, &content[..content_len]].concat()
    });
    prop::collection::vec(one_box, 0..6).prop_map(|boxes| {
        let boxes = boxes.concat();
        [FTYP, &boxes].concat()
    })
}

proptest! {
    #[test]
    fn any_split_gives_the_verdict_of_the_whole(
        body in prop_oneof![nearly_mp4(), Just(video()), prop::collection::vec(any::<u8>(), 0..40)],
        piece_len in 1_usize..20,
    ) {
        let pieces = body.chunks(piece_len).flat_map(|piece| [piece, &[]]);
        let whole = walk([&*body]);
        prop_assert_eq!(whole.is_ok(), reference::is_whole(&body));
        prop_assert_eq!(walk(pieces), whole);
    }

    #[test]
    fn any_bytes_never_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = walk([&*body]);
        let _ = walk([FTYP, &*body]);
    }
}
