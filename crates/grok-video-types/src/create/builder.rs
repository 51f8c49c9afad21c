//! Gathers a request and checks it as a whole.

use alloc::string::String;
use alloc::vec::Vec;

use super::rules::{Rules, rules};
use super::{AspectRatio, CreateVideo, InvalidRequest, ReferenceImage, Resolution};
use crate::Model;

/// Gathers the parameters of a [`CreateVideo`]; [`build`](Self::build) checks them.
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct CreateVideoBuilder {
    model: Model,
    prompt: String,
    duration: Option<u32>,
    aspect_ratio: Option<AspectRatio>,
    resolution: Option<Resolution>,
    images: Vec<ReferenceImage>,
    allow_unknown_model: bool,
}

impl CreateVideoBuilder {
    pub(super) fn new(model: Model, prompt: &str) -> Self {
        Self {
            model,
            prompt: prompt.into(),
            duration: None,
            aspect_ratio: None,
            resolution: None,
            images: Vec::new(),
            allow_unknown_model: false,
        }
    }

    /// Asks for a video of `seconds` (the service's default: 10).
    pub fn duration(mut self, seconds: u32) -> Self {
        self.duration = Some(seconds);
        self
    }

    /// Asks for a shape of the picture (the service's default: 16:9).
    pub fn aspect_ratio(mut self, ratio: AspectRatio) -> Self {
        self.aspect_ratio = Some(ratio);
        self
    }

    /// Asks for a size of the picture (the service's default: 720p).
    pub fn resolution(mut self, resolution: Resolution) -> Self {
        self.resolution = Some(resolution);
        self
    }

    /// Adds a reference image.
    pub fn image(mut self, image: ReferenceImage) -> Self {
        self.images.push(image);
        self
    }

    /// Lets a model pass that this version does not know, with whatever parameters.
    pub fn allow_unknown_model(mut self) -> Self {
        self.allow_unknown_model = true;
        self
    }

    /// Checks the request by the rules of its model.
    ///
    /// # Errors
    /// An [`InvalidRequest`] that names the rule and what it allows.
    pub fn build(mut self) -> Result<CreateVideo, InvalidRequest> {
        if self.prompt.trim().is_empty() {
            return Err(InvalidRequest::empty_prompt());
        }
        match rules(&self.model) {
            Some(rules) => self.keep(rules)?,
            None if self.allow_unknown_model => {}
            None => return Err(InvalidRequest::unknown_model(&self.model)),
        }
        Ok(CreateVideo {
            model: self.model,
            prompt: self.prompt.into(),
            duration: self.duration,
            aspect_ratio: self.aspect_ratio,
            resolution: self.resolution,
            images: self.images,
        })
    }

    fn keep(&mut self, rules: &Rules) -> Result<(), InvalidRequest> {
        let model = &self.model;
        if let Some(seconds) = self.duration
            && !rules.durations.contains(&seconds)
        {
            return Err(InvalidRequest::duration(model, seconds, rules.durations));
        }
        if let Some(ratio) = self.aspect_ratio
            && !rules.aspect_ratios.contains(&ratio)
        {
            let allowed = rules.aspect_ratios.iter().map(|ratio| ratio.as_str());
            return Err(InvalidRequest::not_for_model(
                model,
                "aspect ratio",
                ratio.as_str(),
                allowed,
            ));
        }
        if let Some(resolution) = self.resolution
            && !rules.resolutions.contains(&resolution)
        {
            let allowed = rules
                .resolutions
                .iter()
                .map(|resolution| resolution.as_str());
            return Err(InvalidRequest::not_for_model(
                model,
                "resolution",
                resolution.as_str(),
                allowed,
            ));
        }
        if let Some(max) = rules.max_images
            && self.images.len() > max
        {
            return Err(InvalidRequest::too_many_images(
                model,
                self.images.len(),
                max,
            ));
        }
        if rules.public_images_only && self.images.iter().any(ReferenceImage::is_data_uri) {
            return Err(InvalidRequest::data_uri(model));
        }
        if rules.omit_duration {
            self.duration = None;
        }
        Ok(())
    }
}
