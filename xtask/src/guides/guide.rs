//! The guides, and how each is followed.

use std::time::Duration;

use super::place::Place;
use super::walk::Walk;
use super::{compose, workers};
use crate::failure::Failure;

/// How long a guide may take that has nothing to build.
const USUAL: Duration = Duration::from_secs(120);

/// How long one may take that builds a program.
const BUILDING: Duration = Duration::from_secs(900);

/// One guide.
#[derive(Debug)]
pub(super) struct Guide {
    pub(super) name: &'static str,
    /// Does what it says, and returns how that ended.
    pub(super) follow: fn(&Place<'_>) -> Result<String, Failure>,
}

pub(super) const GUIDES: [Guide; 7] = [
    Guide {
        name: "terminal",
        follow: |place| Walk::of("terminal", "docs/terminal.md").follow(place, USUAL),
    },
    Guide {
        name: "scripts",
        follow: |place| Walk::of("scripts", "docs/scripts.md").follow(place, USUAL),
    },
    Guide {
        name: "rust",
        follow: |place| Walk::of("rust", "docs/rust.md").follow(place, BUILDING),
    },
    Guide {
        name: "own-client",
        follow: |place| Walk::of("own-client", "docs/own-client.md").follow(place, BUILDING),
    },
    Guide {
        name: "testing",
        follow: |place| Walk::of("testing", "docs/testing/README.md").follow(place, USUAL),
    },
    Guide {
        name: "workers",
        follow: workers::follow,
    },
    Guide {
        name: "compose",
        follow: compose::follow,
    },
];
