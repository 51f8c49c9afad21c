//! Where a redirect points, fit to be shown.

use http::HeaderMap;
use http::header::LOCATION;

use crate::ApiKey;

/// Returns ` to …` for the place that `Location` names, less its query and anything of the key.
pub(super) fn place(headers: &HeaderMap, key: &ApiKey) -> String {
    let Some(location) = headers.get(LOCATION) else {
        return String::new();
    };
    // Before anything is cut off, or a key could be cut in two.
    let location = key.scrub(&String::from_utf8_lossy(location.as_bytes()), usize::MAX);
    let place = location.split(['?', '#']).next().unwrap_or_default();
    // A user name or password stands before the last `@` of the host.
    let place = match place.split_once("//") {
        Some((scheme, rest)) if scheme.is_empty() || scheme.ends_with(':') => {
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let host = host.rsplit('@').next().unwrap_or_default();
            format!("{scheme}//{host}{path}")
        }
        _ => place.to_owned(),
    };
    format!(" to {}", key.scrub(&place, 200))
}
