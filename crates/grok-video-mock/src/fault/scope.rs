use std::fmt;

/// Which requests a fault or a script of replies is for.
///
/// Routes that the service does not have are in no scope, and neither is
/// `/__mock/`.
///
/// ```
/// use grok_video_mock::Scope;
///
/// let one_task = Scope::queries().of_task("video_1");
/// let one_key = Scope::api().with_key("sk-of-another-test");
/// # let _ = (one_task, one_key);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Scope {
    places: Places,
    task: Option<Box<str>>,
    key: Option<Box<str>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Places {
    Everywhere,
    Api,
    One(Place),
}

/// What of the service is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Create,
    Query,
    Asset,
}

/// What a request is, as far as a scope looks at it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Occasion<'a> {
    pub(crate) place: Place,
    pub(crate) task: Option<&'a str>,
    pub(crate) key: Option<&'a str>,
}

impl Scope {
    /// Returns the scope of every request.
    #[must_use]
    pub fn everything() -> Self {
        Self::new(Places::Everywhere)
    }

    /// Returns the scope of creates and queries.
    #[must_use]
    pub fn api() -> Self {
        Self::new(Places::Api)
    }

    /// Returns the scope of creates.
    #[must_use]
    pub fn creates() -> Self {
        Self::new(Places::One(Place::Create))
    }

    /// Returns the scope of queries.
    #[must_use]
    pub fn queries() -> Self {
        Self::new(Places::One(Place::Query))
    }

    /// Returns the scope of videos and stills.
    #[must_use]
    pub fn assets() -> Self {
        Self::new(Places::One(Place::Asset))
    }

    /// Narrows the scope to one task: a create, which names none, is out of it.
    #[must_use]
    pub fn of_task(mut self, id: impl Into<String>) -> Self {
        self.task = Some(id.into().into_boxed_str());
        self
    }

    /// Narrows the scope to one key: a download, which has none, is out of it.
    #[must_use]
    pub fn with_key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into().into_boxed_str());
        self
    }

    pub(super) fn covers(&self, occasion: &Occasion<'_>) -> bool {
        let is_place = match self.places {
            Places::Everywhere => true,
            Places::Api => occasion.place != Place::Asset,
            Places::One(place) => occasion.place == place,
        };
        let is = |wanted: &Option<Box<str>>, found: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| found == Some(wanted))
        };
        is_place && is(&self.task, occasion.task) && is(&self.key, occasion.key)
    }

    fn new(places: Places) -> Self {
        Self {
            places,
            task: None,
            key: None,
        }
    }
}

/// Says what the scope is for, and never which key.
impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.places {
            Places::Everywhere => "requests",
            Places::Api => "creates and queries",
            Places::One(Place::Create) => "creates",
            Places::One(Place::Query) => "queries",
            Places::One(Place::Asset) => "downloads",
        })?;
        if let Some(task) = &self.task {
            write!(f, " of task {}", task.escape_debug())?;
        }
        if self.key.is_some() {
            f.write_str(" with one key")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scope({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_covers_what_it_says() {
        let occasion = |place, task, key| Occasion { place, task, key };
        let query = occasion(Place::Query, Some("video_1"), Some("one"));
        let create = occasion(Place::Create, None, Some("two"));
        let asset = occasion(Place::Asset, Some("video_2"), None);
        for (scope, expected) in [
            (Scope::everything(), [true, true, true]),
            (Scope::api(), [true, true, false]),
            (Scope::queries(), [true, false, false]),
            (Scope::creates(), [false, true, false]),
            (Scope::assets(), [false, false, true]),
            (Scope::everything().of_task("video_1"), [true, false, false]),
            (Scope::everything().of_task("video_2"), [false, false, true]),
            (Scope::api().with_key("two"), [false, true, false]),
            (
                Scope::api().with_key("two").of_task("video_1"),
                [false, false, false],
            ),
        ] {
            let covered = [&query, &create, &asset].map(|occasion| scope.covers(occasion));
            assert_eq!(covered, expected, "{scope}");
        }
    }

    #[test]
    fn a_key_is_not_shown() {
        let scope = Scope::api().with_key("sk-canary");
        assert_eq!(
            format!("{scope:?}"),
            "Scope(creates and queries with one key)"
        );
    }
}
