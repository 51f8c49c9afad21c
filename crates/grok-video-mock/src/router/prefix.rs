use std::fmt;
use std::str::FromStr;

/// The path that all of the service's API lies under: empty, or beginning
/// with a slash and not ending with one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Prefix(String);

/// A prefix that can't be the beginning of a URL's path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InvalidPrefix;

impl Prefix {
    /// Cuts the prefix off a path; what is left begins with a slash.
    pub(super) fn strip<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(&self.0)
            .filter(|rest| rest.starts_with('/'))
    }
}

impl Default for Prefix {
    fn default() -> Self {
        Self("/kyyReactApiServer".to_owned())
    }
}

impl FromStr for Prefix {
    type Err = InvalidPrefix;

    fn from_str(text: &str) -> Result<Self, InvalidPrefix> {
        let inner = text.trim_matches('/');
        if !inner
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"?#%\\\"<>{}`^|".contains(&byte))
        {
            return Err(InvalidPrefix);
        }
        // What lies there is not the API, and comes first.
        if ["__mock", "assets"].contains(&inner.split('/').next().unwrap_or_default()) {
            return Err(InvalidPrefix);
        }
        Ok(Self(if inner.is_empty() {
            String::new()
        } else {
            format!("/{inner}")
        }))
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for InvalidPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the prefix must be a plain URL path such as /kyyReactApiServer, \
             and not under /__mock or /assets",
        )
    }
}

impl std::error::Error for InvalidPrefix {}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let prefix: Result<Prefix, InvalidPrefix> = text.parse();
        assert_eq!(
            prefix.map(|prefix| prefix.to_string()),
            Ok(expected.to_owned())
        );
    }

    #[test]
    fn slashes_at_either_end_do_not_matter() {
        check("/kyyReactApiServer", "/kyyReactApiServer");
        check("kyyReactApiServer/", "/kyyReactApiServer");
        check("/a/b/", "/a/b");
        check("/", "");
        check("", "");
        check("/assets-of-mine/__mock", "/assets-of-mine/__mock");
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for text in ["/a b", "/a?b", "/a#b", "/%", "/ä", "/__mock", "assets/a"] {
            assert_eq!(text.parse::<Prefix>(), Err(InvalidPrefix), "{text}");
        }
    }
}
