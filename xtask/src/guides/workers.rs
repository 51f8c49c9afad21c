//! The guide for workers, which takes a database and a store.

use std::time::Duration;

use grok_video_engine::Engine;

use super::place::Place;
use super::walk::{Walk, failed};
use crate::failure::Failure;
use crate::objects::Store;
use crate::{folder, port, postgres};

/// Where the guide is, under the workspace.
pub(super) const GUIDE: &str = "docs/workers";

/// The bucket that it is told of, and how many results it leaves there.
const BUCKET: &str = "videos";
const N_RESULTS: usize = 3;

const LIMIT: Duration = Duration::from_secs(120);

pub(super) fn follow(place: &Place<'_>) -> Result<String, Failure> {
    postgres::find_or_install()?;
    let for_store = place.folder.join("workers");
    folder::anew(&for_store)?;
    let engine = Engine::start().map_err(failed)?;
    let store = Store::start(place.workspace, &for_store)?;
    store.make_bucket(BUCKET)?;
    let (key, secret) = Store::key_and_secret();
    let port = port::free().map_err(failed)?.port();
    let mut walk = Walk::of("workers", "docs/workers/README.md");
    walk.variables = vec![
        ("DATABASE_URL", engine.url()),
        ("STORE_URL", store.endpoint()),
        ("STORE_KEY", key.to_owned()),
        ("STORE_SECRET", secret.to_owned()),
        ("BUCKET", BUCKET.to_owned()),
        ("PORT", port.to_string()),
    ];
    let followed = walk.follow(place, LIMIT)?;
    match store.results(BUCKET)?.len() {
        N_RESULTS => Ok(followed),
        n => Err(Failure::check(format!(
            "{n} results are in the store; rule: the guide leaves {N_RESULTS} there"
        ))),
    }
}
