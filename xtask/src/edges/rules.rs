//! The tables: who may depend on whom, and who does without what.

/// The siblings that one crate may depend on.
pub(super) struct Siblings {
    pub(super) package: &'static str,
    /// What it may depend on.
    pub(super) normal: &'static [&'static str],
    /// What its tests may depend on.
    pub(super) dev: &'static [&'static str],
}

/// Crates that must not be in the tree of another.
pub(super) struct Ban {
    pub(super) package: &'static str,
    /// The flags that choose the features of `package`.
    pub(super) features: &'static [&'static str],
    pub(super) crates: &'static [&'static str],
    /// Whether the dependencies of tests count.
    pub(super) with_dev: bool,
    pub(super) rule: &'static str,
}

/// Every crate of `crates/` has a row here; a new one without a row is a breach.
pub(super) const SIBLINGS: &[Siblings] = &[
    Siblings {
        package: "grok-video-types",
        normal: &[],
        dev: &[],
    },
    Siblings {
        package: "grok-video-transport",
        normal: &["grok-video-types"],
        dev: &["grok-video-types"],
    },
    Siblings {
        package: "grok-video-poller",
        normal: &["grok-video-types"],
        dev: &["grok-video-types"],
    },
    Siblings {
        package: "grok-video-ledger",
        normal: &["grok-video-types"],
        dev: &["grok-video-types"],
    },
    Siblings {
        package: "grok-video-postgres",
        normal: &["grok-video-ledger"],
        dev: &["grok-video-ledger", "grok-video-types"],
    },
    Siblings {
        package: "grok-video-save",
        normal: &[],
        dev: &[],
    },
    Siblings {
        package: "grok-video-objects",
        normal: &["grok-video-save", "grok-video-transport"],
        dev: &["grok-video-save", "grok-video-transport"],
    },
    Siblings {
        package: "grok-video-mock",
        normal: &[],
        dev: &[],
    },
    Siblings {
        package: "grok-video",
        normal: &[
            "grok-video-ledger",
            "grok-video-objects",
            "grok-video-poller",
            "grok-video-save",
            "grok-video-transport",
            "grok-video-types",
        ],
        dev: &[
            "grok-video-ledger",
            "grok-video-mock",
            "grok-video-objects",
            "grok-video-poller",
            "grok-video-save",
            "grok-video-transport",
            "grok-video-types",
        ],
    },
    Siblings {
        package: "grok-video-cli",
        normal: &["grok-video", "grok-video-mock", "grok-video-postgres"],
        dev: &["grok-video", "grok-video-mock"],
    },
];

const ALL_FEATURES: &[&str] = &["--all-features"];
const DEFAULT_FEATURES: &[&str] = &[];
const NO_FEATURES: &[&str] = &["--no-default-features"];

/// HTTP, the runtime and TLS, with the crates that they are usually reached through.
const NETWORK: &[&str] = &[
    "http",
    "hyper",
    "hyper-util",
    "mio",
    "rustls",
    "socket2",
    "tokio",
    "tokio-rustls",
];

/// The same, for who may have a runtime.
const HTTP_AND_SOCKETS: &[&str] = &[
    "http",
    "hyper",
    "hyper-util",
    "mio",
    "rustls",
    "socket2",
    "tokio-rustls",
];

/// What `--no-default-features` leaves out of the transport.
const SOCKETS_AND_TLS: &[&str] = &[
    "hyper",
    "hyper-util",
    "mio",
    "ring",
    "rustls",
    "socket2",
    "tokio",
    "tokio-rustls",
    "webpki-roots",
];

pub(super) const BANS: &[Ban] = &[
    Ban {
        package: "grok-video-types",
        features: ALL_FEATURES,
        crates: NETWORK,
        with_dev: false,
        rule: "the types know no HTTP library, no runtime and no TLS",
    },
    Ban {
        package: "grok-video-save",
        features: ALL_FEATURES,
        crates: NETWORK,
        with_dev: false,
        rule: "saving knows no HTTP library, no runtime and no TLS",
    },
    Ban {
        package: "grok-video-poller",
        features: DEFAULT_FEATURES,
        crates: NETWORK,
        with_dev: false,
        rule: "the poller has a runtime only with its feature `tokio`",
    },
    Ban {
        package: "grok-video-poller",
        features: ALL_FEATURES,
        crates: HTTP_AND_SOCKETS,
        with_dev: false,
        rule: "the poller knows no HTTP library and no TLS, and opens no socket",
    },
    Ban {
        package: "grok-video-ledger",
        features: NO_FEATURES,
        crates: NETWORK,
        with_dev: false,
        rule: "the ledger has a runtime only with its feature `sqlite`",
    },
    Ban {
        package: "grok-video-ledger",
        features: NO_FEATURES,
        crates: &["libsqlite3-sys", "rusqlite"],
        with_dev: false,
        rule: "the ledger has SQLite only with its feature `sqlite`",
    },
    Ban {
        package: "grok-video-ledger",
        features: ALL_FEATURES,
        crates: HTTP_AND_SOCKETS,
        with_dev: false,
        rule: "the ledger knows no HTTP library and no TLS, and opens no socket",
    },
    Ban {
        package: "grok-video-transport",
        features: NO_FEATURES,
        crates: SOCKETS_AND_TLS,
        with_dev: false,
        rule: "without its features the transport has no TLS, no runtime and no HTTP client",
    },
    Ban {
        package: "grok-video-objects",
        features: ALL_FEATURES,
        crates: &["reqwest", "hyper-rustls", "native-tls"],
        with_dev: false,
        rule: "requests to object storage go over the transport's connections",
    },
    Ban {
        package: "grok-video",
        features: &["--features", "sqlite,blocking"],
        crates: &["object_store"],
        with_dev: false,
        rule: "the library has object storage only with its feature `objects`",
    },
    Ban {
        package: "grok-video-mock",
        features: ALL_FEATURES,
        crates: &[
            "grok-video",
            "grok-video-cli",
            "grok-video-poller",
            "grok-video-save",
            "grok-video-transport",
            "grok-video-types",
        ],
        with_dev: true,
        rule: "the mock shares no code with what it doubles, not even in its tests",
    },
];
