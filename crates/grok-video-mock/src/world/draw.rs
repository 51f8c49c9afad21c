use std::time::Duration;

use super::random::Random;
use super::script::Script;

/// Draws a life like the service's: minutes, most of them spent processing.
///
/// | model | seconds of video | minutes, all in all | known or assumed |
/// | --- | --- | --- | --- |
/// | `grok_video3` | up to 10 | 2–4 | documented |
/// | `grok_video3` | 11–19 | 3–6 | between its neighbours |
/// | `grok_video3` | from 20 | 4–8 | documented |
/// | `grok_video3_pro` | 10 | 3–6 | documented |
/// | `grok_video3_max` | any | half as long again as `grok_video3`, and 30 s for each image | "can take longer" |
/// | `grok_video3_stable` | 6, 10 | as `grok_video3` | assumed |
///
/// The queue takes 5 to 25 percent of it, which is assumed.
pub(super) fn draw(model: &str, duration: u64, n_images: usize, random: &mut Random) -> Script {
    let (low, high) = match (model, duration) {
        ("grok_video3_pro", _) => (180_000, 360_000),
        (_, ..=10) => (120_000, 240_000),
        (_, 11..=19) => (180_000, 360_000),
        (_, 20..) => (240_000, 480_000),
    };
    let mut total = random.in_range(low, high);
    if model == "grok_video3_max" {
        total = total * 3 / 2 + 30_000 * n_images as u64;
    }
    let queued = total * random.in_range(5, 25) / 100;
    Script::after(
        Duration::from_millis(queued),
        Duration::from_millis(total - queued),
    )
}
