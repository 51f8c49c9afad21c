//! The URI of the task that was asked for last.

use std::sync::{Mutex, PoisonError, TryLockError};

use grok_video_types::TaskId;
use http::Uri;

/// Keeps one URI: whoever watches a task asks for it again and again, and to clone a URI costs far
/// less than to make it.
///
/// It is kept from the second time in a row on, so that asking for many tasks in turn makes no copy
/// that it can't use.
#[derive(Default)]
pub(super) struct Latest(Mutex<Option<(TaskId, Option<Uri>)>>);

impl Latest {
    /// Returns the URI of the task `id`, by `make` where none is kept for it.
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
        match &mut *latest {
            Some((known, Some(uri))) if known == id => Ok(uri.clone()),
            Some((known, none)) if known == id => {
                let uri = make()?;
                *none = Some(uri.clone());
                Ok(uri)
            }
            _ => {
                *latest = Some((id.clone(), None));
                drop(latest);
                make()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    #[test]
    fn each_task_has_its_own_uri_and_one_that_is_asked_for_again_is_kept() {
        let latest = Latest::default();
        let mut n_made = 0;
        for name in [
            "one", "one", "one", "one", "two", "one", "two", "two", "two",
        ] {
            let id: TaskId = name.parse().expect("an id");
            let made = || {
                n_made += 1;
                Ok::<Uri, Infallible>(format!("/{name}").parse().expect("a path"))
            };
            let Ok(uri) = latest.uri(&id, made);
            assert_eq!(uri.path(), format!("/{name}"));
        }
        // Twice for the first, once for each change, and once for the last again.
        assert_eq!(n_made, 6);
    }
}
