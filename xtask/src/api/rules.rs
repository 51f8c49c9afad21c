//! The table: whose types a library may show.

/// A library, and the paths under which lies what its public items may show.
pub(super) struct Public {
    pub(super) package: &'static str,
    pub(super) may_show: &'static [&'static str],
}

/// What every library may show; the last is a macro's own, in no signature that anybody writes.
pub(super) const ALWAYS: &[&str] = &["core", "alloc", "std", "pin_project_lite::__private"];

/// Of hyper, the two traits of a connection are shown, and of its kin nothing at all.
pub(super) const PUBLIC: &[Public] = &[
    Public {
        package: "grok-video-types",
        may_show: &["serde", "serde_core"],
    },
    Public {
        package: "grok-video-transport",
        may_show: &[
            "grok_video_types",
            "bytes",
            "futures_core",
            "http",
            "http_body",
            "hyper::rt",
            "serde",
            "tower_layer",
            "tower_service",
        ],
    },
    Public {
        package: "grok-video-poller",
        // Its tokio driver sleeps as tokio does.
        may_show: &[
            "grok_video_types",
            "futures_core",
            "serde",
            "serde_core",
            "tokio::time",
        ],
    },
    Public {
        package: "grok-video-ledger",
        may_show: &["grok_video_types"],
    },
    Public {
        package: "grok-video-postgres",
        may_show: &["grok_video_ledger"],
    },
    Public {
        package: "grok-video-save",
        may_show: &[],
    },
    Public {
        package: "grok-video-objects",
        may_show: &["grok_video_save", "grok_video_transport"],
    },
    // It is plugged into clients of hyper-util, and serializes what it has seen.
    Public {
        package: "grok-video-mock",
        may_show: &[
            "http",
            "hyper::rt",
            "hyper_util",
            "serde_core",
            "tokio",
            "tower_service",
        ],
    },
    Public {
        package: "grok-video",
        may_show: &[
            "grok_video_ledger",
            "grok_video_objects",
            "grok_video_poller",
            "grok_video_save",
            "grok_video_transport",
            "grok_video_types",
            "futures_core",
        ],
    },
];

/// Tells whether a path is `prefix` or goes on behind it.
pub(super) fn lies_under(path: &str, prefix: &str) -> bool {
    let rest = path.strip_prefix(prefix);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_whole_names() {
        assert!(lies_under("hyper::rt::io::Read", "hyper::rt"));
        assert!(lies_under("http::uri::Uri", "http"));
        for path in [
            "hyper::body::Incoming",
            "hyper",
            "hyper::rtx::Read",
            "http_body::Body",
        ] {
            assert!(
                !lies_under(path, "hyper::rt") && !lies_under(path, "http"),
                "{path}"
            );
        }
    }
}
