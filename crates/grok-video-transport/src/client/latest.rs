//! The URI of the task that was asked for last.

use std::sync::{Mutex, PoisonError, TryLockError};

use grok_video_types::TaskId;
use http::Uri;

/// Keeps one URI: whoever watches a task asks for it again and again, and to clone a URI costs
/// far less than to make it.
#[derive(Default)]
pub(super) struct Latest(Mutex<Option<(TaskId, Uri)>>);

impl Latest {
    /// Returns the URI of the task `id`, which `make` makes where another task was asked for last.
    pub(super) fn uri<E>(
        &self,
        id: &TaskId,
        make: impl FnOnce() -> Result<Uri, E>,
    ) -> Result<Uri, E> {
        let mut latest = match self.0.try_lock() {
            Ok(latest) => latest,
            // Nobody waits for another thread's call.
            Err(TryLockError::WouldBlock) => return make(),
            // What stands there is whole: it is put in one piece.
            Err(TryLockError::Poisoned(poisoned)) => PoisonError::into_inner(poisoned),
        };
        match &*latest {
            Some((known, uri)) if known == id => Ok(uri.clone()),
            _ => {
                let uri = make()?;
                *latest = Some((id.clone(), uri.clone()));
                Ok(uri)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    #[test]
    fn each_task_has_its_own_uri_and_the_latest_is_made_once() {
        let latest = Latest::default();
        let mut n_made = 0;
        for name in ["video_1", "video_1", "video_2", "video_1", "video_1"] {
            let id: TaskId = name.parse().expect("an id");
            let made = || {
                n_made += 1;
                Ok::<Uri, Infallible>(format!("/{name}").parse().expect("a path"))
            };
            let Ok(uri) = latest.uri(&id, made);
            assert_eq!(uri.path(), format!("/{name}"));
        }
        assert_eq!(n_made, 3);
    }
}
