//! A request as it is read from what was written down.

use alloc::string::String;
use alloc::vec::Vec;

use serde::de::{Deserialize, Deserializer, Error};

use super::{CreateVideo, InvalidRequest};
use crate::Model;

/// The body of a create call, before its rules are checked.
///
/// A field that nobody knows is refused: misspelled, it would be paid for and have no effect.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    model: Model,
    prompt: String,
    duration: Option<u32>,
    aspect_ratio: Option<String>,
    resolution: Option<String>,
    #[serde(default)]
    image_urls: Vec<String>,
}

impl Form {
    fn build(self) -> Result<CreateVideo, InvalidRequest> {
        let mut request = CreateVideo::builder(self.model, &self.prompt).allow_unknown_model();
        if let Some(seconds) = self.duration {
            request = request.duration(seconds);
        }
        if let Some(ratio) = self.aspect_ratio {
            request = request.aspect_ratio(ratio.parse()?);
        }
        if let Some(resolution) = self.resolution {
            request = request.resolution(resolution.parse()?);
        }
        for image in self.image_urls {
            request = request.image(image.parse()?);
        }
        request.build()
    }
}

/// Reads the body of a create call. The rules of the four documented models are checked; another model
/// passes with whatever parameters, as by
/// [`allow_unknown_model`](super::CreateVideoBuilder::allow_unknown_model).
impl<'de> Deserialize<'de> for CreateVideo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form = Form::deserialize(deserializer)?;
        form.build().map_err(D::Error::custom)
    }
}
