use std::fmt;

/// What a request came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// A task was created.
    Created,
    /// A query was answered with a task.
    Queried(Shown),
    /// A video or a still was sent, whole or in part.
    Downloaded,
    /// A `HEAD` for a video or a still was answered with 200.
    Headed,
    /// The service turned the request away.
    Refused(Refusal),
    /// A fault answered in place of the service, or lost the request.
    Faulted,
    /// The service has no such route.
    Unmatched,
    /// A script had no more replies.
    RanOut,
}

/// The status that a query was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shown {
    /// `queued`.
    Queued,
    /// `processing`.
    Processing,
    /// `completed`.
    Completed,
    /// `failed`.
    Failed,
    /// A word that the service does not document.
    Undocumented,
}

/// Why the service turned a request away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// There was no Bearer token.
    NoKey,
    /// The key is not one of the server's.
    WrongKey,
    /// The key queried too often.
    RateLimited,
    /// The key has less balance than a task costs.
    NoBalance,
    /// The create request breaks a rule of its model, or the path is broken.
    Invalid,
    /// No task has this id.
    NoSuchTask,
    /// The task has nothing to download.
    NoAsset,
    /// The URL's signature is wrong.
    WrongSignature,
    /// The URL has expired.
    Expired,
    /// The range lies outside the file.
    BadRange,
    /// The route has another method.
    WrongMethod,
    /// The body is too large.
    TooLarge,
}

impl Outcome {
    /// Tells whether only a mistake of the test or of the client leads to it.
    pub(crate) fn is_unexpected(self) -> bool {
        matches!(self, Self::Unmatched | Self::RanOut)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Created => "created",
            Self::Queried(shown) => shown.as_str(),
            Self::Downloaded => "downloaded",
            Self::Headed => "head",
            Self::Refused(refusal) => refusal.as_str(),
            Self::Faulted => "fault",
            Self::Unmatched => "no such route",
            Self::RanOut => "the script ran out",
        })
    }
}

impl Shown {
    fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Processing => "processing",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Undocumented => "an undocumented status",
        }
    }
}

impl Refusal {
    fn as_str(self) -> &'static str {
        match self {
            Self::NoKey => "no key",
            Self::WrongKey => "wrong key",
            Self::RateLimited => "rate limited",
            Self::NoBalance => "no balance",
            Self::Invalid => "invalid request",
            Self::NoSuchTask => "no such task",
            Self::NoAsset => "nothing to download",
            Self::WrongSignature => "wrong signature",
            Self::Expired => "expired",
            Self::BadRange => "range outside the file",
            Self::WrongMethod => "wrong method",
            Self::TooLarge => "body too large",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
