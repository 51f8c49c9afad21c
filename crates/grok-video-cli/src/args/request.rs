//! The parameters of a create call.

use clap::Args;
use grok_video::types::{AspectRatio, ReferenceImage, Resolution};
use grok_video::{CreateVideo, Model};

use crate::failure::Failure;

/// Holds the parameters of a create call.
#[derive(Debug, Clone, Args)]
pub(crate) struct Request {
    /// grok_video3, grok_video3_pro, grok_video3_max or grok_video3_stable
    #[arg(long, value_name = "M")]
    pub(crate) model: String,
    /// What the video shows
    #[arg(long, value_name = "TEXT")]
    pub(crate) prompt: String,
    /// Seconds of video [the service's default: 10]
    #[arg(long, value_name = "S", value_parser = whole_seconds)]
    pub(crate) duration: Option<u32>,
    /// 16:9, 9:16, 1:1, 3:2 or 2:3 [the service's default: 16:9]
    #[arg(long, value_name = "R")]
    pub(crate) aspect_ratio: Option<AspectRatio>,
    /// 480p or 720p [the service's default: 720p]
    #[arg(long, value_name = "R")]
    pub(crate) resolution: Option<Resolution>,
    /// A reference image: a URL, or data:image/...;base64,... where the model takes it
    #[arg(long, value_name = "URL")]
    pub(crate) image: Vec<ReferenceImage>,
}

impl Request {
    /// Checks the request by the rules of its model.
    pub(crate) fn build(&self) -> Result<CreateVideo, Failure> {
        let model = Model::from(self.model.as_str());
        let mut builder = CreateVideo::builder(model, &self.prompt);
        if let Some(seconds) = self.duration {
            builder = builder.duration(seconds);
        }
        if let Some(ratio) = self.aspect_ratio {
            builder = builder.aspect_ratio(ratio);
        }
        if let Some(resolution) = self.resolution {
            builder = builder.resolution(resolution);
        }
        for image in &self.image {
            builder = builder.image(image.clone());
        }
        builder.build().map_err(|error| Failure::usage(&error))
    }
}

fn whole_seconds(text: &str) -> Result<u32, &'static str> {
    text.parse()
        .map_err(|_| "give whole seconds without a unit, such as 10")
}
