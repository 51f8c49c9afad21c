//! How long tasks usually take.

use core::time::Duration;

use grok_video_types::Model;

/// Tells how long a task usually takes, from its creation to its end.
///
/// | model, seconds of video | usually | sure |
/// | --- | --- | --- |
/// | `grok_video3`, 6–10 | 2–4 min | D (older page) |
/// | `grok_video3`, 20–30 | 4–8 min | D (older page) |
/// | `grok_video3_pro` | 3–6 min | D (older page) for 10 s, which is all it makes |
/// | between 10 and 20 | in proportion | A |
/// | `grok_video3_max` from 20 on, or with images | half as much again | D that it takes longer, A how much |
/// | each reference image | a tenth more | D that it takes longer, A how much |
/// | any other | as `grok_video3` | A |
///
/// A [`Profile`](crate::Profile) begins with it, and foretells what remains of a task.
///
/// ```
/// use core::time::Duration;
/// use grok_video_poller::UsualTime;
/// use grok_video_types::Model;
/// let usual = UsualTime::of(&Model::GrokVideo3, 10, 0);
/// assert_eq!(usual.middle(), Duration::from_secs(180));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsualTime {
    least: Duration,
    most: Duration,
}

impl UsualTime {
    /// Returns the usual time of a task of `model` for a video of `seconds` from `n_images`.
    #[must_use]
    pub fn of(model: &Model, seconds: u32, n_images: usize) -> Self {
        let least = match model {
            Model::GrokVideo3Pro => Duration::from_secs(180),
            // From 120 s for 10 s of video to 240 s for 20 s.
            _ => Duration::from_secs(12 * u64::from(seconds.clamp(10, 20))),
        };
        let heavy = *model == Model::GrokVideo3Max && (seconds >= 20 || n_images > 0);
        let halves = if heavy { 3 } else { 2 };
        let tenths = 10 + u32::try_from(n_images.min(100)).unwrap_or(100);
        let least = least * halves * tenths / 20;
        Self {
            least,
            most: least * 2,
        }
    }

    /// Makes the time of a task of which the caller knows it; a `most` below `least` counts as that.
    #[must_use]
    pub fn between(least: Duration, most: Duration) -> Self {
        Self {
            least,
            most: most.max(least),
        }
    }

    /// Returns a quick task's time.
    #[must_use]
    pub fn least(self) -> Duration {
        self.least
    }

    /// Returns a slow task's time.
    #[must_use]
    pub fn most(self) -> Duration {
        self.most
    }

    /// Returns the time in the middle of the range.
    #[must_use]
    pub fn middle(self) -> Duration {
        self.least + (self.most - self.least) / 2
    }
}
