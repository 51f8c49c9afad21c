use http::Method;

use super::file::File;

/// What all of the admin API lies under.
const ROOT: &str = "/__mock";

/// A place of the admin API, whatever the method. Ids are still
/// percent-encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route<'a> {
    /// The root without its slash.
    Bare,
    File(File),
    Sessions,
    Session(&'a str),
    Within(Place<'a>),
}

/// A place that is there once for each session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place<'a> {
    State,
    Tasks,
    Task(&'a str),
    Step(&'a str),
    Complete(&'a str),
    Fail(&'a str),
    Hold(&'a str),
    Release(&'a str),
    Faults,
    Replies,
    Clock,
    Advance,
    Journal,
    JournalText,
    JournalWait,
    Reset,
    Scenario,
}

/// Tells whether a path is one of the admin API's, or would be.
pub(crate) fn covers(path: &str) -> bool {
    path.strip_prefix(ROOT)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl<'a> Route<'a> {
    pub(super) fn find(path: &'a str) -> Option<Self> {
        let rest = path.strip_prefix(ROOT)?;
        let Some(rest) = rest.strip_prefix('/') else {
            return rest.is_empty().then_some(Self::Bare);
        };
        if let Some(file) = File::find(rest) {
            return Some(Self::File(file));
        }
        let parts: Vec<&str> = rest.split('/').collect();
        if parts.iter().any(|part| part.is_empty()) {
            return None;
        }
        match parts[..] {
            ["sessions"] => Some(Self::Sessions),
            ["sessions", name] => Some(Self::Session(name)),
            _ => Place::find(&parts).map(Self::Within),
        }
    }

    pub(super) fn methods(&self) -> &'static [Method] {
        match self {
            Self::Bare | Self::File(_) => &[Method::GET],
            Self::Sessions => &[Method::GET, Method::POST],
            Self::Session(_) => &[Method::DELETE],
            Self::Within(place) => place.methods(),
        }
    }
}

impl<'a> Place<'a> {
    fn find(parts: &[&'a str]) -> Option<Self> {
        Some(match *parts {
            ["state"] => Self::State,
            ["tasks"] => Self::Tasks,
            ["tasks", id] => Self::Task(id),
            ["tasks", id, "step"] => Self::Step(id),
            ["tasks", id, "complete"] => Self::Complete(id),
            ["tasks", id, "fail"] => Self::Fail(id),
            ["tasks", id, "hold"] => Self::Hold(id),
            ["tasks", id, "release"] => Self::Release(id),
            ["faults"] => Self::Faults,
            ["replies"] => Self::Replies,
            ["clock"] => Self::Clock,
            ["clock", "advance"] => Self::Advance,
            ["journal"] => Self::Journal,
            ["journal.txt"] => Self::JournalText,
            ["journal", "wait"] => Self::JournalWait,
            ["reset"] => Self::Reset,
            ["scenario"] => Self::Scenario,
            _ => return None,
        })
    }

    fn methods(self) -> &'static [Method] {
        match self {
            Self::State
            | Self::Task(_)
            | Self::Clock
            | Self::Journal
            | Self::JournalText
            | Self::JournalWait => &[Method::GET],
            Self::Tasks => &[Method::GET, Method::POST],
            Self::Faults => &[Method::GET, Method::POST, Method::DELETE],
            Self::Step(_)
            | Self::Complete(_)
            | Self::Fail(_)
            | Self::Hold(_)
            | Self::Release(_)
            | Self::Replies
            | Self::Advance
            | Self::Reset => &[Method::POST],
            Self::Scenario => &[Method::PUT],
        }
    }
}
