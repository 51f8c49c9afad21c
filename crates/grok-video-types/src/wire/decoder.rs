//! What an answer comes to, whatever shape it has.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};

use super::answer::{Answer, Complaint};
use super::fields::TaskFields;
use super::json::Token;
use super::pending::Pending;
use super::word::Word;
use crate::api_error;
use crate::plain_text::{into_plain, into_word};
use crate::result_url::WithoutQuery;
use crate::task_id;
use crate::video_task_ref::ModelRef;
use crate::{
    ApiError, ApiErrorKind, Failure, FailureRef, InvalidTaskId, Model, ResultUrl, StateRef, TaskId,
    VideoRef, VideoTaskRef, redact,
};

/// Decodes the answers that come with one HTTP status, for the holder of one secret.
pub(super) struct Decoder<'s> {
    pub(super) http_status: u16,
    pub(super) secret: &'s str,
}

impl Decoder<'_> {
    /// Decodes into an owned or a borrowed task.
    #[inline(always)]
    pub(super) fn decode<'a, T>(&self, body: &'a [u8]) -> Result<T, ApiError>
    where
        T: From<Pending<'a>> + From<VideoTaskRef<'a>>,
    {
        match core::str::from_utf8(body) {
            Ok(text) => match self.pending(text) {
                Some(pending) => Ok(pending.into()),
                None => self.text(text).map(T::from),
            },
            Err(_) => self.broken_text(body).map(T::from),
        }
    }

    #[inline(always)]
    fn pending<'a>(&self, text: &'a str) -> Option<Pending<'a>> {
        let pending = Pending::read(text)?;
        let is_answer = api_error::is_success(self.http_status)
            && task_id::is_ordinary(pending.id.as_bytes())
            && !redact::holds(pending.id, self.secret);
        is_answer.then_some(pending)
    }

    /// Decodes a body that is no UTF-8: a message that was cut in the middle of a character still
    /// comes with a status.
    #[cold]
    fn broken_text(&self, body: &[u8]) -> Result<VideoTaskRef<'static>, ApiError> {
        let text = String::from_utf8_lossy(body);
        self.text(&text).map(VideoTaskRef::into_owned)
    }

    #[inline(never)]
    fn text<'a>(&self, text: &'a str) -> Result<VideoTaskRef<'a>, ApiError> {
        // A byte order mark is no JSON, but some relays begin with one.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut answer = Answer::default();
        let is_whole = answer.read(text);
        if is_whole
            && api_error::is_success(self.http_status)
            && let Some(status) = answer.task.status.text()
            && let Some(status) = Word::known(&status)
            && let Some(id) = answer.task.id.name()
            && self.check_id(&id).is_ok()
        {
            return self.task(id, status, &answer.task);
        }
        if is_whole {
            self.no_plain_task(&answer)
        } else {
            Err(self.damaged(text, &answer))
        }
    }

    /// Takes what is no task at first sight: a wrapped one, one with an unknown status, or an error.
    #[inline(never)]
    fn no_plain_task<'a>(&self, answer: &Answer<'a>) -> Result<VideoTaskRef<'a>, ApiError> {
        let wrapped = answer.wrapped();
        let mut candidates = [wrapped.as_ref(), Some(&answer.task)];
        // A relay's envelope may have an id and a status of its own: the task under `data` is meant,
        // unless the envelope is a task itself.
        if self
            .status(&answer.task)
            .is_some_and(|status| status.is_known())
        {
            candidates.reverse();
        }
        let is_success = api_error::is_success(self.http_status);
        let mut refused = None;
        for fields in candidates.into_iter().flatten().filter(|_| is_success) {
            if let Some(status) = self.status(fields)
                && let Some(id) = fields.id.name()
            {
                match self.check_id(&id) {
                    Ok(()) => return self.task(id, status, fields),
                    Err(error) => refused = Some(error),
                }
            }
        }
        let complaint = answer.complaint();
        let error = match refused {
            Some(refused) => refused,
            None if is_success && complaint.is_success() => self.no_task(&complaint.message),
            None => self.complain(&complaint),
        };
        Err(self.with_first_id(error, [Some(&answer.task), wrapped.as_ref()], Token::name))
    }

    /// Says what is wrong with a body that is not one whole JSON object.
    #[cold]
    fn damaged(&self, text: &str, answer: &Answer<'_>) -> ApiError {
        let error = if api_error::is_success(self.http_status) {
            self.malformed(unreadable(text))
        } else {
            self.complain(&Answer::default().complaint())
        };
        // What was read before the damage names the task all the same; of a number nobody knows
        // whether it was cut.
        let wrapped = answer.wrapped();
        self.with_first_id(error, [Some(&answer.task), wrapped.as_ref()], Token::text)
    }

    /// Returns the error with the first valid id that an answer names.
    fn with_first_id<'a>(
        &self,
        error: ApiError,
        tasks: [Option<&TaskFields<'a>>; 2],
        read: impl Fn(Token<'a>) -> Option<Cow<'a, str>>,
    ) -> ApiError {
        let ids = tasks.into_iter().flatten().filter_map(|task| read(task.id));
        match ids.into_iter().find(|id| self.check_id(id).is_ok()) {
            Some(id) => error.with_task_id(TaskId::of_valid(&id)),
            None => error,
        }
    }

    /// Returns the status, unless nothing is left of it that could be shown.
    #[inline]
    pub(super) fn status<'a>(&self, fields: &TaskFields<'a>) -> Option<Word<'a>> {
        let status = fields.status.text()?;
        Word::known(&status).or_else(|| self.odd_status(status))
    }

    #[cold]
    fn odd_status<'a>(&self, status: Cow<'a, str>) -> Option<Word<'a>> {
        let name = self.name(status);
        match Word::known(&name) {
            Some(status) => Some(status),
            None => (!name.is_empty()).then_some(Word::Other(name)),
        }
    }

    /// Makes a task of fields whose id is valid.
    #[inline]
    pub(super) fn task<'a>(
        &self,
        id: Cow<'a, str>,
        status: Word<'a>,
        fields: &TaskFields<'a>,
    ) -> Result<VideoTaskRef<'a>, ApiError> {
        let state = match status {
            Word::Processing => StateRef::Processing,
            Word::Queued => StateRef::Queued,
            Word::Completed => match self.video(fields) {
                Ok(video) => StateRef::Completed(video),
                Err(error) => return Err(error.with_task_id(TaskId::of_valid(&id))),
            },
            Word::Failed => StateRef::Failed(self.failure(fields)),
            Word::Other(name) => StateRef::Other(name),
        };
        Ok(VideoTaskRef {
            id,
            created: fields.created.unsigned(),
            model: fields.model.text().and_then(|model| self.model(model)),
            state,
        })
    }

    #[inline]
    pub(super) fn check_id(&self, text: &str) -> Result<(), ApiError> {
        if redact::holds(text, self.secret) {
            return Err(self.malformed("the id in the answer holds the key"));
        }
        task_id::check(text).map_err(|invalid| self.refused_id(text, invalid))
    }

    /// Shows an id that is none: after a create call it is all there is of a paid task.
    #[cold]
    fn refused_id(&self, text: &str, invalid: InvalidTaskId) -> ApiError {
        // Cut last: a cut could leave part of the key.
        let shown = into_plain(self.redact(text.into()), TaskId::MAX_LEN);
        // What stands there may be a signed URL.
        let shown = WithoutQuery(&shown).to_string();
        self.malformed(&format!("{invalid}: {shown:?}"))
    }

    #[inline]
    fn model<'a>(&self, name: Cow<'a, str>) -> Option<ModelRef<'a>> {
        match Model::known(&name) {
            Some(model) => Some(ModelRef::Known(model)),
            None => self.odd_model(name),
        }
    }

    #[cold]
    fn odd_model<'a>(&self, name: Cow<'a, str>) -> Option<ModelRef<'a>> {
        let name = self.name(name);
        match Model::known(&name) {
            Some(model) => Some(ModelRef::Known(model)),
            None => (!name.is_empty()).then_some(ModelRef::Other(name)),
        }
    }

    /// Makes a name that this version does not know at first sight fit to be compared and shown.
    fn name<'a>(&self, name: Cow<'a, str>) -> Cow<'a, str> {
        into_word(self.redact(name), crate::UnknownName::CAP)
    }

    #[inline(never)]
    fn failure<'a>(&self, fields: &TaskFields<'a>) -> FailureRef<'a> {
        let message = fields.words().map(|words| self.redact(words));
        FailureRef {
            message: message
                .map(|message| into_plain(message, Failure::MESSAGE_CAP))
                .filter(|message| !message.is_empty()),
        }
    }

    #[inline(never)]
    fn video<'a>(&self, fields: &TaskFields<'a>) -> Result<VideoRef<'a>, ApiError> {
        let url = fields.video_url.text();
        let Some(url) = url.filter(|url| !url.trim().is_empty()) else {
            return Err(ApiError::new(
                ApiErrorKind::NoVideoUrl,
                self.http_status,
                "",
            ));
        };
        let still = fields.last_frame_url.text();
        Ok(VideoRef {
            url: self.url(url)?,
            actual_duration: fields.actual_duration.quantity(),
            amount: fields.amount.quantity(),
            total_tokens: fields.total_tokens.quantity(),
            last_frame_url: still.and_then(|url| self.url(url).ok()),
        })
    }

    fn url<'a>(&self, text: Cow<'a, str>) -> Result<Cow<'a, str>, ApiError> {
        if redact::holds(&text, self.secret) {
            return Err(self.malformed("the result URL holds the key"));
        }
        match ResultUrl::check(&text) {
            Ok(()) => Ok(text),
            Err(invalid) => Err(self.malformed(&invalid.to_string())),
        }
    }

    fn complain(&self, complaint: &Complaint<'_>) -> ApiError {
        let code = complaint.code.as_deref().unwrap_or_default();
        let status = api_error::effective_status(self.http_status, complaint.code.as_deref());
        let is_success = api_error::is_success(status);
        let no_route = complaint.message.starts_with("No handler found");
        let kind = if no_route && (is_success || status == 404) {
            ApiErrorKind::NoRoute
        } else if is_success {
            ApiErrorKind::Rejected
        } else {
            ApiErrorKind::of_status(status).unwrap_or(ApiErrorKind::Malformed)
        };
        let message = redact(&complaint.message, self.secret);
        ApiError::new(kind, self.http_status, &message)
            .with_service_code(&redact(code, self.secret))
    }

    /// Says that an answer which speaks of success holds no task, with what it says instead.
    #[cold]
    fn no_task(&self, words: &str) -> ApiError {
        match &*redact(words, self.secret) {
            "" => self.malformed("the answer holds no task"),
            words => self.malformed(&format!("the answer holds no task; it says: {words}")),
        }
    }

    #[cold]
    pub(super) fn malformed(&self, what: &str) -> ApiError {
        ApiError::new(ApiErrorKind::Malformed, self.http_status, what)
    }

    fn redact<'t>(&self, text: Cow<'t, str>) -> Cow<'t, str> {
        match redact(&text, self.secret) {
            Cow::Owned(redacted) => Cow::Owned(redacted),
            Cow::Borrowed(_) => text,
        }
    }
}

/// Says what a body that is no JSON object looks like.
fn unreadable(body: &str) -> &'static str {
    match body.trim_ascii().bytes().next() {
        None => "the body is empty",
        Some(b'<') => "the body is a page, not JSON",
        Some(b'{') => "the body is not valid JSON",
        Some(_) => "the body is not a JSON object",
    }
}
