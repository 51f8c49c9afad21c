use http::Method;

use super::Prefix;

/// A place of the service that exists, whatever the method. Ids are still
/// percent-encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route<'a> {
    Query { segment: &'a str },
    Create,
    Asset { segment: &'a str },
    Admin,
}

impl<'a> Route<'a> {
    pub(super) fn find(prefix: &Prefix, path: &'a str) -> Option<Self> {
        if let Some(name) = path.strip_prefix("/assets/") {
            let segment = name.strip_suffix(".mp4").and_then(one_segment)?;
            return Some(Route::Asset { segment });
        }
        if path == "/__mock/" {
            return Some(Route::Admin);
        }
        let rest = prefix.strip(path)?;
        if rest == "/v1/grok/videos" {
            return Some(Route::Create);
        }
        let segment = rest.strip_prefix("/v1/result/").and_then(one_segment)?;
        Some(Route::Query { segment })
    }

    pub(super) fn methods(&self) -> &'static [Method] {
        match self {
            Route::Query { .. } | Route::Admin => &[Method::GET],
            Route::Create => &[Method::POST],
            Route::Asset { .. } => &[Method::GET, Method::HEAD],
        }
    }

    pub(super) fn needs_key(&self) -> bool {
        matches!(self, Route::Query { .. } | Route::Create)
    }
}

fn one_segment(text: &str) -> Option<&str> {
    (!text.is_empty() && !text.contains('/')).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, expected: Option<Route<'_>>) {
        assert_eq!(Route::find(&Prefix::default(), path), expected, "{path}");
    }

    #[test]
    fn only_whole_paths_match() {
        check(
            "/kyyReactApiServer/v1/result/a%2Fb",
            Some(Route::Query { segment: "a%2Fb" }),
        );
        check("/kyyReactApiServer/v1/grok/videos", Some(Route::Create));
        check(
            "/assets/video_1.mp4",
            Some(Route::Asset { segment: "video_1" }),
        );
        check("/__mock/", Some(Route::Admin));

        check("/kyyReactApiServer/v1/result/", None);
        check("/kyyReactApiServer/v1/result/a/b", None);
        check("/kyyReactApiServer/v1/grok/videos/", None);
        check("/kyyReactApiServerX/v1/grok/videos", None);
        check("/v1/grok/videos", None);
        check("/assets/.mp4", None);
        check("/assets/video_1", None);
        check("/", None);
    }
}
