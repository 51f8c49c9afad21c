//! What a decoder makes of a body, in a form in which all decoders can be compared.

use grok_video_types::{ApiError, VideoTask, VideoTaskRef};

/// A task, or `None` where the body is no task.
pub type Answer = Option<Facts>;

/// The facts of a task.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// `id`
    pub id: String,
    /// `created`
    pub created: Option<u64>,
    /// `model`
    pub model: Option<String>,
    /// `status`
    pub status: String,
    /// `video_url`
    pub url: Option<String>,
    /// `actualDuration`
    pub duration: Option<f64>,
    /// `amount`
    pub amount: Option<f64>,
    /// `totalTokens`
    pub total_tokens: Option<f64>,
    /// `last_frame_url`
    pub last_frame_url: Option<String>,
    /// `error`
    pub error: Option<String>,
}

/// Returns what our decoder found, where it borrowed the texts.
pub fn borrowed(decoded: &Result<VideoTaskRef<'_>, ApiError>) -> Answer {
    let task = decoded.as_ref().ok()?;
    let video = task.video();
    let owned = |text: &str| text.to_owned();
    Some(Facts {
        id: owned(task.id()),
        created: task.created(),
        model: task.model().map(owned),
        status: owned(task.status()),
        url: video.map(|video| owned(video.url())),
        duration: video.and_then(|video| Some(video.actual_duration()?.get())),
        amount: video.and_then(|video| Some(video.amount()?.get())),
        total_tokens: video.and_then(|video| Some(video.total_tokens()?.get())),
        last_frame_url: video.and_then(|video| video.last_frame_url().map(owned)),
        error: task
            .failure()
            .and_then(|failure| failure.message().map(owned)),
    })
}

/// Returns what our decoder found.
pub fn owned(decoded: &Result<VideoTask, ApiError>) -> Answer {
    let task = decoded.as_ref().ok()?;
    let video = task.video();
    Some(Facts {
        id: task.id().as_str().to_owned(),
        created: task.created(),
        model: task.model().map(|model| model.as_str().to_owned()),
        status: task.status().as_str().to_owned(),
        url: video.map(|video| video.url().as_str().to_owned()),
        duration: video.and_then(|video| Some(video.actual_duration()?.get())),
        amount: video.and_then(|video| Some(video.amount()?.get())),
        total_tokens: video.and_then(|video| Some(video.total_tokens()?.get())),
        last_frame_url: video.and_then(|video| Some(video.last_frame_url()?.as_str().to_owned())),
        error: task
            .failure()
            .and_then(|failure| failure.message().map(str::to_owned)),
    })
}

/// Asserts that two decoders made the same of a body.
///
/// # Panics
/// When they did not, with the body and both answers.
#[track_caller]
pub fn assert_equal(body: &[u8], ours: &Answer, peer: &Answer, name: &str) {
    assert!(
        ours == peer,
        "unequal answers to {}\nours:   {ours:?}\n{name}: {peer:?}",
        String::from_utf8_lossy(body)
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_answers_pass() {
        assert_equal(b"{}", &None, &None, "peer");
        assert_equal(
            b"{}",
            &Some(Facts::default()),
            &Some(Facts::default()),
            "peer",
        );
    }

    #[test]
    #[should_panic(expected = "unequal answers to {}")]
    fn unequal_answers_do_not() {
        assert_equal(b"{}", &None, &Some(Facts::default()), "peer");
    }
}
