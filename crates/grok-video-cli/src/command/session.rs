//! A client with all that the options say, for as long as a command runs.

use std::sync::Arc;

use grok_video::Client;

use crate::args::{Args, Polling};
use crate::book::Book;
use crate::config::Config;
use crate::failure::Failure;
use crate::profiles::Profiles;
use crate::report::Reporter;

/// Holds a client with a ledger, and what its schedule has learned.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) client: Client,
    pub(super) book: Book,
    profiles: Option<Profiles>,
    reporter: Arc<Reporter>,
}

impl Session {
    /// Begins one, with the ledger that `book` opens once all else is known to be right.
    pub(super) async fn begin(
        args: &Args,
        polling: &Polling,
        reporter: &Arc<Reporter>,
        book: impl AsyncFnOnce() -> Result<Option<Book>, Failure>,
    ) -> Result<Option<Self>, Failure> {
        let config = Config::read(args)?;
        let schedule = polling.schedule()?;
        let budget = polling.budget(&config.base)?;
        let adaptive = polling.adaptive()?;
        if polling.is_hasty(&config.base) {
            reporter.warn(Polling::HASTE);
        }
        let Some(book) = book().await? else {
            return Ok(None);
        };
        let profiles = adaptive.map(|fresh| Profiles::read(&config.base, fresh, reporter));
        let mut builder = book.give_to(config.builder(schedule)).budget(budget);
        if let Some(profiles) = &profiles {
            builder = builder.adaptive(profiles.known());
        }
        Ok(Some(Self {
            client: builder.build(),
            book,
            profiles,
            reporter: reporter.clone(),
        }))
    }

    /// Keeps what was learned.
    pub(super) fn end(self) {
        if let (Some(profiles), Some(learned)) = (self.profiles, self.client.learned()) {
            profiles.write(&learned, &self.reporter);
        }
    }
}
