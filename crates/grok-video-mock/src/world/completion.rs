use crate::invalid::{Invalid, valid};

/// What a completed task answers.
///
/// | field | default |
/// | --- | --- |
/// | `video_url` | the server's own: a tiny real MP4, for 24 hours |
/// | `actualDuration` | the seconds that were asked for; 10 for a planted task |
/// | `amount` | the price, where the key has a balance; else left out |
/// | `totalTokens`, `last_frame_url` | left out |
///
/// ```
/// use grok_video_mock::Completion;
///
/// let short = Completion::new().seconds(6).with_last_frame();
/// let odd = Completion::new().without_url();
/// # let _ = (short, odd);
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Completion {
    pub(crate) url: Url,
    pub(crate) length: Length,
    pub(crate) amount: Option<f64>,
    pub(crate) total_tokens: Option<u64>,
    pub(crate) has_last_frame: bool,
}

/// Where the video of a completed task is said to be.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Url {
    #[default]
    Own,
    Other(Box<str>),
    Absent,
}

/// What a completed task answers as `actualDuration`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) enum Length {
    /// The seconds that the create call asked for.
    #[default]
    AsAsked,
    Seconds(f64),
    /// The field is left out.
    Absent,
}

impl Completion {
    /// Returns a completion with all the defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets `video_url`; nothing is checked.
    #[must_use]
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Url::Other(url.into().into_boxed_str());
        self
    }

    /// Answers `null` as `video_url`, as relays were seen to do.
    #[must_use]
    pub fn without_url(mut self) -> Self {
        self.url = Url::Absent;
        self
    }

    /// Sets `actualDuration`, in seconds. Whole numbers are written as JSON
    /// integers.
    ///
    /// # Panics
    ///
    /// Panics if `seconds` is negative or not finite: JSON can't say so.
    #[must_use]
    #[track_caller]
    pub fn seconds(self, seconds: impl Into<f64>) -> Self {
        valid(self.try_seconds(seconds.into()))
    }

    pub(crate) fn try_seconds(mut self, seconds: f64) -> Result<Self, Invalid> {
        self.length = Length::Seconds(quantity(seconds, "an actual duration")?);
        Ok(self)
    }

    /// Leaves `actualDuration` out, as the service may.
    #[must_use]
    pub fn without_seconds(mut self) -> Self {
        self.length = Length::Absent;
        self
    }

    /// Sets `amount`: what the task cost.
    ///
    /// # Panics
    ///
    /// Panics if `amount` is negative or not finite: JSON can't say so.
    #[must_use]
    #[track_caller]
    pub fn amount(self, amount: impl Into<f64>) -> Self {
        valid(self.try_amount(amount.into()))
    }

    pub(crate) fn try_amount(mut self, amount: f64) -> Result<Self, Invalid> {
        self.amount = Some(quantity(amount, "an amount")?);
        Ok(self)
    }

    /// Sets `totalTokens`.
    #[must_use]
    pub fn total_tokens(mut self, tokens: u64) -> Self {
        self.total_tokens = Some(tokens);
        self
    }

    /// Adds `last_frame_url`, where the server has a real PNG.
    #[must_use]
    pub fn with_last_frame(mut self) -> Self {
        self.has_last_frame = true;
        self
    }
}

fn quantity(number: f64, what: &str) -> Result<f64, Invalid> {
    if number.is_finite() && number >= 0.0 {
        Ok(number)
    } else {
        Err(Invalid::new(format!(
            "{what} is a finite number from 0 on, not {number}"
        )))
    }
}
