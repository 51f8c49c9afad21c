//! Where a redirect points, fit to be shown.

use http::HeaderMap;
use http::header::LOCATION;

use crate::ApiKey;

/// Returns ` to …` for the place that `Location` names, less its query and anything of the key.
pub(super) fn place(headers: &HeaderMap, key: &ApiKey) -> String {
    let Some(location) = headers.get(LOCATION) else {
        return String::new();
    };
    let location = String::from_utf8_lossy(location.as_bytes());
    let place = location.split(['?', '#']).next().unwrap_or_default();
    // A user name or password stands before the last `@` of the host.
    let place = match place.split_once("://") {
        Some((scheme, rest)) => {
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let host = host.rsplit('@').next().unwrap_or_default();
            format!("{scheme}://{host}{path}")
        }
        None => place.to_owned(),
    };
    format!(" to {}", key.scrub(&place, 200))
}
