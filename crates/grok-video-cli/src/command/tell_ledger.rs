//! What was found out about tasks without the ledger, told to it.

use grok_video::{Found, Schedule, one_line};

use crate::args::Args;
use crate::book::Book;
use crate::config::Config;
use crate::report::Reporter;

/// Tells the ledger, where there is one, how tasks have ended that it may know: nobody has to ask for them again. That this
/// can't be done spoils nothing.
pub(super) async fn tell_ledger(
    args: &Args,
    config: &Config,
    found: &[Found],
    reporter: &Reporter,
) {
    if found.is_empty() {
        return;
    }
    let book = match Book::existing(args).await {
        Ok(Some(book)) => book,
        Ok(None) => return,
        Err(failure) => return reporter.warn(&failure.message),
    };
    let client = book.give_to(config.builder(Schedule::default())).build();
    if let Err(error) = client.note_ended(found).await {
        reporter.warn(&format!("the ledger can't be told: {}", one_line(&error)));
    }
    client.close().await;
}
