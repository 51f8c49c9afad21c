//! However an MP4 comes in pieces, the walk says of it what a look at all its bytes says.

#![no_main]

#[path = "../../crates/grok-video-save/tests/it/mp4/reference.rs"]
mod reference;

use grok_video_save::{Mp4Error, Mp4Walk};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((piece_len, body)) = data.split_first() else {
        return;
    };
    let whole = walk([body]);
    assert_eq!(whole.is_ok(), reference::is_whole(body), "{whole:?}");
    let pieces = body.chunks(usize::from(*piece_len).max(1));
    assert_eq!(walk(pieces), whole);
});

fn walk<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Result<(), Mp4Error> {
    let mut walk = Mp4Walk::new();
    for piece in pieces {
        walk.push(piece)?;
    }
    walk.finish()
}
