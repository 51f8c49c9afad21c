use std::borrow::Cow;

use http::Method;

use super::Prefix;
use super::file::File;
use crate::fault::Place;

/// A place of the service that exists, whatever the method. Ids are still
/// percent-encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route<'a> {
    Query { segment: &'a str },
    Create,
    Asset { segment: &'a str, file: File },
}

/// What a call on a route of the service is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target<'a> {
    Query { id: Cow<'a, str> },
    Create,
    Asset { id: Cow<'a, str>, file: File },
}

impl Target<'_> {
    pub(crate) fn place(&self) -> Place {
        match self {
            Target::Query { .. } => Place::Query,
            Target::Create => Place::Create,
            Target::Asset { .. } => Place::Asset,
        }
    }

    /// Returns the id of the task, whether or not there is such a task.
    pub(crate) fn id(&self) -> Option<&str> {
        match self {
            Target::Query { id } | Target::Asset { id, .. } => Some(id),
            Target::Create => None,
        }
    }
}

impl<'a> Route<'a> {
    pub(super) fn find(prefix: &Prefix, path: &'a str) -> Option<Self> {
        if let Some(name) = path.strip_prefix("/assets/") {
            return [File::Video, File::LastFrame].into_iter().find_map(|file| {
                let segment = name.strip_suffix(file.extension()).and_then(one_segment)?;
                Some(Route::Asset { segment, file })
            });
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
            Route::Query { .. } => &[Method::GET],
            Route::Create => &[Method::POST],
            Route::Asset { .. } => &[Method::GET, Method::HEAD],
        }
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
        let segment = "video_1";
        check(
            "/assets/video_1.mp4",
            Some(Route::Asset {
                segment,
                file: File::Video,
            }),
        );
        check(
            "/assets/video_1.png",
            Some(Route::Asset {
                segment,
                file: File::LastFrame,
            }),
        );

        check("/kyyReactApiServer/v1/result/", None);
        check("/kyyReactApiServer/v1/result/a/b", None);
        check("/kyyReactApiServer/v1/grok/videos/", None);
        check("/kyyReactApiServerX/v1/grok/videos", None);
        check("/v1/grok/videos", None);
        check("/assets/.mp4", None);
        check("/assets/video_1", None);
        check("/", None);
        check("/__mock/", None);
    }
}
