//! The URL of a result and of what it redirects to.

use http::Uri;
use http::uri::PathAndQuery;

use super::DownloadError;
use crate::guarded;

/// Reads a URL; its path and query stay as they came, byte for byte.
pub(super) fn parse(text: &str) -> Result<Uri, DownloadError> {
    guarded::read(text).map_err(|why| DownloadError::out_of_bounds(&why))
}

/// Returns where a redirect from `from` to `place` leads.
pub(super) fn join(from: &Uri, place: &str) -> Result<Uri, DownloadError> {
    let refused = || DownloadError::refused("a redirect points to no http(s) URL");
    let scheme = from.scheme_str().unwrap_or_default();
    let (head, _) = place.split_at(place.find(['/', '?', '#']).unwrap_or(place.len()));
    if head.contains(':') {
        return parse(place).map_err(|_| refused());
    }
    if place.starts_with("//") {
        return parse(&format!("{scheme}:{place}")).map_err(|_| refused());
    }
    let place = place.split('#').next().unwrap_or_default();
    if place.is_empty() {
        return Ok(from.clone());
    }
    let (path, query) = place.split_at(place.find('?').unwrap_or(place.len()));
    let path = if path.is_empty() {
        from.path().to_owned()
    } else if path.starts_with('/') {
        without_dots(path)
    } else {
        let folder = from
            .path()
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        without_dots(&format!("{folder}/{path}"))
    };
    let path = path + query;
    let mut parts = from.clone().into_parts();
    parts.path_and_query = Some(path.parse::<PathAndQuery>().map_err(|_| refused())?);
    Uri::from_parts(parts).map_err(|_| refused())
}

/// Resolves the segments `.` and `..` of a path (RFC 3986, 5.2.4).
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        match segment {
            "." | ".." => {
                if segment == ".." {
                    kept.pop();
                }
                // At the end, the folder is meant.
                if segments.peek().is_none() {
                    kept.push("");
                }
            }
            _ => kept.push(segment),
        }
    }
    format!("/{}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::{join, parse};

    #[track_caller]
    fn check(place: &str, expected: &str) {
        let from = parse("https://cdn.example.com/a/b.mp4?sig=1").expect("a URL");
        let joined =
            join(&from, place).map_or_else(|error| error.to_string(), |uri| uri.to_string());
        assert_eq!(joined, expected);
    }

    #[test]
    fn redirects_lead_where_a_browser_would_go() {
        check(
            "https://other.example.com/x?y=/z",
            "https://other.example.com/x?y=/z",
        );
        check("//other.example.com/x", "https://other.example.com/x");
        check("/x?y=1", "https://cdn.example.com/x?y=1");
        check("x.mp4", "https://cdn.example.com/a/x.mp4");
        check("?sig=2", "https://cdn.example.com/a/b.mp4?sig=2");
        check("../v.mp4", "https://cdn.example.com/v.mp4");
        check(
            "../../../v.mp4?a=../b",
            "https://cdn.example.com/v.mp4?a=../b",
        );
        check("./c/./d/..", "https://cdn.example.com/a/c/");
        check("/x/../y", "https://cdn.example.com/y");
        check("#x", "https://cdn.example.com/a/b.mp4?sig=1");
        check("", "https://cdn.example.com/a/b.mp4?sig=1");
        check("y#x", "https://cdn.example.com/a/y");
        check(
            "x?next=http://e.x",
            "https://cdn.example.com/a/x?next=http://e.x",
        );
    }

    #[test]
    fn other_schemes_are_refused() {
        for place in [
            "ftp://e.x/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:,x",
        ] {
            check(place, "a redirect points to no http(s) URL");
        }
        assert!(parse("cdn.example.com/v.mp4").is_err());
    }
}
