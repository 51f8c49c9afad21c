//! What tests write about tasks, made from small numbers.

use grok_video_types::{ResultUrl, State, Video, VideoTask};

use super::step::id;
use crate::{Proof, Trouble};

#[expect(clippy::unwrap_used, reason = "the address is valid")]
pub(super) fn result(n: u8) -> VideoTask {
    let url = ResultUrl::new(&format!("https://cdn.example.com/{n}.mp4?sig=a%20b")).unwrap();
    VideoTask::new(id(n), State::Completed(Video::new(url))).with_created(1_700_000_000)
}

pub(super) fn proof(n: u8) -> Proof {
    Proof {
        place: format!("/to/{n}.mp4").into(),
        bytes: u64::from(n) << 32,
        sha256: [n; 32],
    }
}

pub(super) fn trouble(n: u8) -> Trouble {
    Trouble::new("failed", format!("for reason {n}"))
}
