//! Where a ledger is.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::args::Args;

/// Names a file of this machine, or a database that several machines share.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum LedgerPlace {
    File(PathBuf),
    /// The URL of a PostgreSQL database, with its password.
    Database(String),
}

impl LedgerPlace {
    /// The environment variable that names the ledger where the command line does not: other users of this machine
    /// can't read the password of a URL there.
    pub(crate) const ENV: &str = "GROK_VIDEO_LEDGER";

    /// Returns what the user says, on the command line or else in the environment.
    pub(crate) fn named(args: &Args) -> Option<Self> {
        let named = args.ledger.clone();
        let named = named.or_else(|| std::env::var_os(Self::ENV).map(PathBuf::from));
        named.map(|named| Self::of(&named))
    }

    /// Reads a path, `sqlite:PATH`, or a URL that begins with `postgres://` or `postgresql://`.
    pub(crate) fn of(named: &Path) -> Self {
        let Some(text) = named.to_str() else {
            return Self::File(named.to_owned());
        };
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Self::Database(text.to_owned());
        }
        Self::File(text.strip_prefix("sqlite:").unwrap_or(text).into())
    }

    /// Tells whether it is there already, as far as can be told without asking a database.
    pub(crate) fn exists(&self) -> bool {
        match self {
            Self::File(path) => path.exists(),
            Self::Database(_) => true,
        }
    }

    /// Returns what names it to a later command: a URL without its password and its parameters, which may hold one.
    pub(crate) fn to_word(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Database(url) => bare(url, true),
        }
    }
}

/// Shows a URL without its user as well.
impl fmt::Display for LedgerPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Database(url) => f.write_str(&bare(url, false)),
        }
    }
}

impl fmt::Debug for LedgerPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LedgerPlace({self})")
    }
}

/// Returns a URL without its password and its parameters.
fn bare(url: &str, with_user: bool) -> String {
    fn without_parameters(rest: &str) -> &str {
        rest.split(['?', '#']).next().unwrap_or_default()
    }

    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    // A password may hold any sign, and so may a parameter; a host holds no `@`.
    match rest.rsplit_once('@') {
        // Whether the `@` is of a password or of a parameter can't be told.
        Some((before, _)) if before.contains(['?', '#']) => format!("{scheme}://…"),
        Some((user, host)) if with_user => {
            let user = user.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}@{}", without_parameters(host))
        }
        Some((_, host)) => format!("{scheme}://{}", without_parameters(host)),
        None => format!("{scheme}://{}", without_parameters(rest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_by_how_it_begins_and_shown_without_a_password() {
        let of = |text: &str| LedgerPlace::of(Path::new(text));
        assert_eq!(of("a.db"), LedgerPlace::File("a.db".into()));
        assert_eq!(
            of("sqlite:/var/a.db"),
            LedgerPlace::File("/var/a.db".into())
        );
        let url = "postgres://ann:s/e@cret@db:5432/videos?password=other";
        let place = of(url);
        assert_eq!(place, LedgerPlace::Database(url.to_owned()));
        assert_eq!(place.to_string(), "postgres://db:5432/videos");
        assert_eq!(place.to_word(), "postgres://ann@db:5432/videos");
        assert!(!format!("{place:?}").contains("cret"));
        assert_eq!(of("postgresql://db/x").to_word(), "postgresql://db/x");
        for url in [
            "postgres://ann:long#SECRET@db/videos",
            "postgres://ann:SECRET#x@db/videos?password=SECRET",
            "postgres://ann:a?SECRET@db/videos",
            "postgres://db/videos?password=p@SECRET",
            "postgres://db/videos#SECRET",
            "postgres://db/videos#SECRET@x",
        ] {
            let place = of(url);
            for shown in [place.to_word(), place.to_string(), format!("{place:?}")] {
                assert!(
                    !shown.contains("SECRET") && !shown.contains("long"),
                    "{shown}"
                );
            }
        }
    }
}
