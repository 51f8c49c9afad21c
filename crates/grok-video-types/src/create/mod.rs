//! The request that makes a task, checked before it costs anything.

mod builder;
mod choices;
mod form;
mod image;
mod invalid;
mod rules;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::Model;

pub use builder::CreateVideoBuilder;
pub use choices::{AspectRatio, Resolution};
pub use image::ReferenceImage;
pub use invalid::InvalidRequest;

/// Holds a create request that keeps the rules of its model.
///
/// It serialises to the body of the create call; what was left out is left out there too, so that
/// the service's defaults apply (D: 10 s, 16:9, 720p). What was serialised reads back as the same request.
///
/// ```
/// use grok_video_types::{AspectRatio, CreateVideo, Model};
/// let request = CreateVideo::builder(Model::GrokVideo3, "a red kite over the sea")
///     .duration(6)
///     .aspect_ratio(AspectRatio::Ratio9x16)
///     .build()?;
/// assert_eq!(request.duration(), Some(6));
/// # Ok::<(), grok_video_types::InvalidRequest>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateVideo {
    model: Model,
    prompt: Box<str>,
    duration: Option<u32>,
    aspect_ratio: Option<AspectRatio>,
    resolution: Option<Resolution>,
    images: Vec<ReferenceImage>,
}

impl CreateVideo {
    /// Starts a request: `prompt` says what the video shows and must not be empty.
    pub fn builder(model: Model, prompt: &str) -> CreateVideoBuilder {
        CreateVideoBuilder::new(model, prompt)
    }

    /// Returns the model.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Returns what the video shows.
    #[must_use]
    pub fn prompt(&self) -> &str {
        &self.prompt
    }

    /// Returns the length in seconds, where it is sent.
    #[must_use]
    pub fn duration(&self) -> Option<u32> {
        self.duration
    }

    /// Returns the aspect ratio, where it is sent.
    #[must_use]
    pub fn aspect_ratio(&self) -> Option<AspectRatio> {
        self.aspect_ratio
    }

    /// Returns the resolution, where it is sent.
    #[must_use]
    pub fn resolution(&self) -> Option<Resolution> {
        self.resolution
    }

    /// Returns the body of the create call.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self)
            .unwrap_or_else(|_| unreachable!("texts and numbers are always JSON"))
    }

    /// Returns the reference images.
    #[must_use]
    pub fn images(&self) -> &[ReferenceImage] {
        &self.images
    }
}

impl Serialize for CreateVideo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("model", &self.model)?;
        map.serialize_entry("prompt", &self.prompt)?;
        if let Some(seconds) = self.duration {
            map.serialize_entry("duration", &seconds)?;
        }
        if let Some(ratio) = self.aspect_ratio {
            map.serialize_entry("aspect_ratio", ratio.as_str())?;
        }
        if let Some(resolution) = self.resolution {
            map.serialize_entry("resolution", resolution.as_str())?;
        }
        if !self.images.is_empty() {
            map.serialize_entry("image_urls", &self.images)?;
        }
        map.end()
    }
}
