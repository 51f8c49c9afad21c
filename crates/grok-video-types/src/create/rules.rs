//! What each model allows (D; where two pages of the provider disagree, the union of both).

use super::choices::AspectRatio::{self, Ratio1x1, Ratio2x3, Ratio3x2, Ratio9x16, Ratio16x9};
use super::choices::Resolution::{self, P480, P720};
use crate::Model;

/// Holds what one model allows.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) durations: &'static [u32],
    /// The service wants the duration left out: the only one allowed is its default.
    pub(super) omit_duration: bool,
    pub(super) aspect_ratios: &'static [AspectRatio],
    pub(super) resolutions: &'static [Resolution],
    /// `None` where the provider gives no number.
    pub(super) max_images: Option<usize>,
    /// Images are public URLs only, no data URIs.
    pub(super) public_images_only: bool,
}

const SIX_TO_THIRTY: [u32; 25] = {
    let mut seconds = [0; 25];
    let mut i = 0;
    while i < seconds.len() {
        seconds[i] = 6 + i as u32;
        i += 1;
    }
    seconds
};

const GROK_VIDEO3: Rules = Rules {
    durations: &SIX_TO_THIRTY,
    omit_duration: false,
    aspect_ratios: AspectRatio::ALL,
    resolutions: &[P480, P720],
    max_images: Some(7),
    public_images_only: false,
};

const GROK_VIDEO3_PRO: Rules = Rules {
    durations: &[10],
    omit_duration: true,
    aspect_ratios: &[Ratio16x9],
    resolutions: &[P720],
    max_images: None,
    public_images_only: false,
};

const GROK_VIDEO3_MAX: Rules = Rules {
    durations: &[6, 10, 12, 16, 20, 30],
    omit_duration: false,
    aspect_ratios: &[Ratio16x9, Ratio9x16, Ratio1x1],
    resolutions: &[P480, P720],
    max_images: Some(5),
    public_images_only: true,
};

const GROK_VIDEO3_STABLE: Rules = Rules {
    durations: &[6, 10],
    omit_duration: false,
    aspect_ratios: &[Ratio16x9, Ratio9x16, Ratio3x2, Ratio2x3, Ratio1x1],
    resolutions: &[P480, P720],
    max_images: Some(7),
    public_images_only: true,
};

/// Returns the rules of a model that the provider documents.
pub(super) fn rules(model: &Model) -> Option<&'static Rules> {
    match model {
        Model::GrokVideo3 => Some(&GROK_VIDEO3),
        Model::GrokVideo3Pro => Some(&GROK_VIDEO3_PRO),
        Model::GrokVideo3Max => Some(&GROK_VIDEO3_MAX),
        Model::GrokVideo3Stable => Some(&GROK_VIDEO3_STABLE),
        Model::Other(_) => None,
    }
}
