use http::Method;

use super::file::File;
use super::files;

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
        if let Some(file) = files::find(rest) {
            return Some(Self::File(file));
        }
        if rest == "sessions" {
            return Some(Self::Sessions);
        }
        match id_in(rest, "sessions/{}") {
            Some(name) => Some(Self::Session(name)),
            None => Place::find(rest).map(Self::Within),
        }
    }

    pub(super) fn methods(&self) -> &'static [Method] {
        match self {
            Self::Bare | Self::File(_) => &[Method::GET, Method::HEAD],
            Self::Sessions => &[Method::GET, Method::HEAD, Method::POST],
            Self::Session(_) => &[Method::DELETE],
            Self::Within(place) => place.methods(),
        }
    }
}

/// A path with `{}` for an id, and the place that it leads to.
type Template = (&'static str, for<'a> fn(&'a str) -> Place<'a>);

const PLACES: [Template; 17] = [
    ("state", |_| Place::State),
    ("tasks", |_| Place::Tasks),
    ("tasks/{}", |id| Place::Task(id)),
    ("tasks/{}/step", |id| Place::Step(id)),
    ("tasks/{}/complete", |id| Place::Complete(id)),
    ("tasks/{}/fail", |id| Place::Fail(id)),
    ("tasks/{}/hold", |id| Place::Hold(id)),
    ("tasks/{}/release", |id| Place::Release(id)),
    ("faults", |_| Place::Faults),
    ("replies", |_| Place::Replies),
    ("clock", |_| Place::Clock),
    ("clock/advance", |_| Place::Advance),
    ("journal", |_| Place::Journal),
    ("journal.txt", |_| Place::JournalText),
    ("journal/wait", |_| Place::JournalWait),
    ("reset", |_| Place::Reset),
    ("scenario", |_| Place::Scenario),
];

/// Matches a path with a template, and returns the id in it, if there is one.
fn id_in<'a>(path: &'a str, template: &str) -> Option<&'a str> {
    let Some((before, after)) = template.split_once("{}") else {
        return (path == template).then_some("");
    };
    let id = path.strip_prefix(before)?.strip_suffix(after)?;
    (!id.is_empty() && !id.contains('/')).then_some(id)
}

impl<'a> Place<'a> {
    fn find(path: &'a str) -> Option<Self> {
        PLACES
            .iter()
            .find_map(|(template, place)| id_in(path, template).map(place))
    }

    fn methods(self) -> &'static [Method] {
        match self {
            Self::State
            | Self::Task(_)
            | Self::Clock
            | Self::Journal
            | Self::JournalText
            | Self::JournalWait => &[Method::GET, Method::HEAD],
            Self::Tasks => &[Method::GET, Method::HEAD, Method::POST],
            Self::Faults => &[Method::GET, Method::HEAD, Method::POST, Method::DELETE],
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

#[cfg(all(test, feature = "page"))]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    #[test]
    fn every_place_is_in_the_document() {
        let document = include_str!("../../openapi/admin.json");
        let document: Value = serde_json::from_str(document).expect("it is JSON");
        let paths = document["paths"].as_object().expect("it has paths").keys();
        let documented: BTreeSet<String> = paths
            .map(|path| path.replace("{id}", "{}").replace("{name}", "{}"))
            .collect();
        let served = files::paths();
        let places = PLACES.iter().map(|(template, _)| *template);
        let known = places
            .chain(["sessions", "sessions/{}"])
            .chain(served.filter(|path| !path.starts_with("page/")));
        let known: BTreeSet<String> = known.map(|path| format!("{ROOT}/{path}")).collect();
        assert_eq!(documented, known);
    }

    #[test]
    fn only_whole_paths_match() {
        let found = |path| Route::find(path);
        assert_eq!(
            found("/__mock/tasks/a%2Fb/step"),
            Some(Route::Within(Place::Step("a%2Fb")))
        );
        assert_eq!(found("/__mock"), Some(Route::Bare));
        for path in [
            "/__mock/tasks/",
            "/__mock/tasks//step",
            "/__mock/tasks/a/b/step",
            "/__mock/tasks/a/steps",
            "/__mock/sessions/",
            "/__mock/sessions/a/b",
            "/__mocks",
        ] {
            assert_eq!(found(path), None, "{path}");
        }
    }
}
