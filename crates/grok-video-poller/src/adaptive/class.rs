//! What tasks take alike.

use grok_video_types::{CreateVideo, Model};
use serde::{Deserialize, Serialize};

use crate::UsualTime;

/// Names the tasks that take alike: those of one model, for as many seconds of video, with or without
/// reference images.
///
/// ```
/// use grok_video_poller::JobClass;
/// use grok_video_types::Model;
/// let class = JobClass::new(Model::GrokVideo3, 10, 2);
/// assert!(class.has_images());
/// assert_eq!(class, JobClass::new(Model::GrokVideo3, 10, 1));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct JobClass {
    model: Model,
    seconds: u32,
    has_images: bool,
}

impl JobClass {
    /// For how many seconds of video the service takes a request that names none (D).
    const DEFAULT_SECONDS: u32 = 10;

    /// Makes the class of a task of `model` for a video of `seconds` from `n_images`.
    #[must_use]
    pub fn new(model: Model, seconds: u32, n_images: usize) -> Self {
        Self {
            model,
            seconds,
            has_images: n_images > 0,
        }
    }

    /// Returns the class of the task that `request` makes; where that names no length, the service's default is meant
    /// (D: 10 s).
    ///
    /// ```
    /// use grok_video_poller::JobClass;
    /// use grok_video_types::{CreateVideo, Model};
    /// let request = CreateVideo::builder(Model::GrokVideo3, "a red kite over the sea").build()?;
    /// assert_eq!(JobClass::of(&request), JobClass::new(Model::GrokVideo3, 10, 0));
    /// # Ok::<(), grok_video_types::InvalidRequest>(())
    /// ```
    #[must_use]
    pub fn of(request: &CreateVideo) -> Self {
        let seconds = request.duration().unwrap_or(Self::DEFAULT_SECONDS);
        Self::new(request.model().clone(), seconds, request.images().len())
    }

    /// Returns the model.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Returns how many seconds of video are asked for.
    #[must_use]
    pub fn seconds(&self) -> u32 {
        self.seconds
    }

    /// Tells whether there are reference images.
    #[must_use]
    pub fn has_images(&self) -> bool {
        self.has_images
    }

    /// Returns the provider's figures for these tasks, with one image where there are any.
    #[must_use]
    pub fn usual(&self) -> UsualTime {
        UsualTime::of(&self.model, self.seconds, self.has_images.into())
    }
}
