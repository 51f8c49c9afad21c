use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, StatusCode};

use super::{Session, SessionName};
use crate::invalid::Invalid;
use crate::journal::Refusal;
use crate::router::{Call, Plan, Router};
use crate::simulation::Answer;
use crate::template::Template;

/// The header that puts a request into a session.
pub(crate) const SESSION: HeaderName = HeaderName::from_static("x-mock-session");

/// The most sessions at a time, the default one included.
const MAX_SESSIONS: usize = 1024;

/// All sessions of one server. One is always there; the others begin when
/// they are first named, or when they are given a key.
pub(crate) struct Sessions {
    template: Arc<Template>,
    default: Session,
    others: BTreeMap<SessionName, Session>,
    /// Whose requests are in a session that they don't name.
    keys: BTreeMap<String, SessionName>,
    /// What else is not to be shown.
    admin_token: Option<String>,
}

/// Why a session was not opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotOpened {
    TooMany,
    NameTaken,
    KeyTaken,
}

impl Sessions {
    pub(crate) fn new(
        template: Template,
        router: Router,
        admin_token: Option<String>,
        now: Duration,
    ) -> Self {
        let template = Arc::new(template);
        let mut sessions = Self {
            default: Session::begin(Arc::clone(&template), router, now),
            template,
            others: BTreeMap::new(),
            keys: BTreeMap::new(),
            admin_token,
        };
        sessions.hide_secrets();
        sessions
    }

    /// Answers a call to the service.
    pub(crate) fn answer(&mut self, call: &Call<'_>, now: Duration) -> Answer {
        match self.of_call(call, now) {
            Ok(session) => session.simulation.answer(call, now),
            Err(plan) => self.default.simulation.refuse(call, *plan, now),
        }
    }

    /// Returns what each session begins as.
    pub(crate) fn template(&self) -> &Template {
        &self.template
    }

    pub(crate) fn default_session(&self) -> &Session {
        &self.default
    }

    /// Returns a session, which begins now if it is not there.
    pub(crate) fn get(
        &mut self,
        name: &SessionName,
        now: Duration,
    ) -> Result<&mut Session, NotOpened> {
        if name.is_default() {
            return Ok(&mut self.default);
        }
        self.other(name, None, now)
    }

    /// Returns a session, if it is there.
    pub(crate) fn find(&self, name: &SessionName) -> Option<&Session> {
        match name.is_default() {
            true => Some(&self.default),
            false => self.others.get(name),
        }
    }

    /// Opens a session that is not there yet, and gives it a key.
    pub(crate) fn open(
        &mut self,
        name: &SessionName,
        key: String,
        now: Duration,
    ) -> Result<(), NotOpened> {
        if name.is_default() || self.others.contains_key(name) {
            return Err(NotOpened::NameTaken);
        }
        if self.keys.contains_key(&key) || self.default.simulation.router.knows(&key) {
            return Err(NotOpened::KeyTaken);
        }
        self.other(name, Some(key.clone()), now)?;
        self.keys.insert(key, name.clone());
        self.hide_secrets();
        Ok(())
    }

    /// Ends a session; tells whether it was there.
    pub(crate) fn close(&mut self, name: &SessionName) -> bool {
        let n_keys = self.keys.len();
        self.keys.retain(|_, session| session != name);
        if self.keys.len() < n_keys {
            self.hide_secrets();
        }
        self.others.remove(name).is_some()
    }

    /// Returns the session that a key is for.
    pub(crate) fn of_key(&self, key: &str) -> Option<&SessionName> {
        self.keys.get(key)
    }

    /// Iterates over all sessions, the default one first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (SessionName, &Session)> {
        let others = self.others.iter();
        let others = others.map(|(name, session)| (name.clone(), session));
        std::iter::once((SessionName::default(), &self.default)).chain(others)
    }

    /// Lets no session show the key of another, which its client may send to
    /// the wrong place.
    fn hide_secrets(&mut self) {
        let secrets: Arc<[String]> = self.keys.keys().chain(&self.admin_token).cloned().collect();
        for session in std::iter::once(&mut self.default).chain(self.others.values_mut()) {
            session.simulation.router.hide(Arc::clone(&secrets));
        }
    }

    /// Returns a session that is not the default one; if it is not there, it
    /// begins now, with a key of its own or none.
    fn other(
        &mut self,
        name: &SessionName,
        key: Option<String>,
        now: Duration,
    ) -> Result<&mut Session, NotOpened> {
        let is_full = self.others.len() + 1 >= MAX_SESSIONS;
        match self.others.entry(name.clone()) {
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(_) if is_full => Err(NotOpened::TooMany),
            Entry::Vacant(entry) => {
                let router = &self.default.simulation.router;
                let router = router.for_session(name.shared(), key);
                let template = Arc::clone(&self.template);
                Ok(entry.insert(Session::begin(template, router, now)))
            }
        }
    }

    fn of_call(&mut self, call: &Call<'_>, now: Duration) -> Result<&mut Session, Box<Plan>> {
        let parse = |text, place| {
            SessionName::parse(text).map_err(|invalid| Box::new(misnamed(invalid, place)))
        };
        let name = match (in_header(call), in_result(call)) {
            (Some(text), _) => parse(text, SESSION.as_str())?,
            // A URL that outlived its session begins no other.
            (None, Some(text)) => {
                let name = parse(text, "session")?;
                if self.find(&name).is_none() {
                    return Err(Box::new(is_over(&name)));
                }
                name
            }
            (None, None) => match call.token().and_then(|key| self.keys.get(key)) {
                Some(name) => name.clone(),
                None => return Ok(&mut self.default),
            },
        };
        self.get(&name, now)
            .map_err(|refused| Box::new(not_opened(&refused)))
    }
}

/// Returns the name in the header.
fn in_header<'c>(call: &Call<'c>) -> Option<&'c str> {
    // What is no text is no name.
    let name = call.headers().get(SESSION)?;
    Some(name.to_str().unwrap_or_default())
}

/// Returns the name in the URL of a result.
fn in_result<'c>(call: &Call<'c>) -> Option<&'c str> {
    let query = call
        .query()
        .filter(|_| call.path().starts_with("/assets/"))?;
    query
        .split('&')
        .find_map(|part| part.strip_prefix("session="))
}

fn misnamed(invalid: Invalid, place: &str) -> Plan {
    let message = invalid.within(place);
    Plan::refusal(
        Refusal::Invalid,
        StatusCode::BAD_REQUEST,
        "invalid_request",
        message.message(),
    )
}

fn is_over(name: &SessionName) -> Plan {
    Plan::refusal(
        Refusal::NoSuchTask,
        StatusCode::NOT_FOUND,
        "not_found",
        "there is no task with this id",
    )
    .explained(&format!(
        "the session {name} that the URL leads into has ended"
    ))
}

fn not_opened(refused: &NotOpened) -> Plan {
    Plan::refusal(
        Refusal::Invalid,
        StatusCode::BAD_REQUEST,
        "too_many_sessions",
        &refused.to_string(),
    )
}

impl fmt::Display for NotOpened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooMany => write!(
                f,
                "there are {MAX_SESSIONS} sessions already; end those that are over with \
                 DELETE /__mock/sessions/NAME"
            ),
            Self::NameTaken => f.write_str("there is a session of this name already: end it, or choose another name"),
            Self::KeyTaken => f.write_str(
                "another session or the whole server has this key already: choose another, or leave it out",
            ),
        }
    }
}

/// Says how many sessions there are, and never a key.
impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions")
            .field("default", &self.default)
            .field("n_others", &self.others.len())
            .finish_non_exhaustive()
    }
}
