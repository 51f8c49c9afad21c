//! Writes requests into the ledger, for workers to make.

use std::path::Path;

use grok_video::{GenerateError, Schedule};

use super::order::read_orders;
use crate::args::Args;
use crate::book::Book;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::report::{Event, Reporter};

pub(super) async fn run(
    args: &Args,
    from: &Path,
    save: &Path,
    account: Option<&str>,
    reporter: &Reporter,
) -> Result<Exit, Failure> {
    if args.no_ledger {
        let message = "without a ledger nobody would make them; leave --no-ledger out";
        return Err(Failure::usage(message));
    }
    let orders = read_orders(from, save)?;
    let config = Config::without_key(args)?;
    let book = Book::open(args, reporter).await?;
    if !book.is_kept() {
        return Err(Failure::usage(
            "nobody would make what is submitted, as no ledger is kept; give it a place with --ledger",
        ));
    }
    let mut builder = book.give_to(config.builder(Schedule::default()));
    if let Some(account) = account {
        builder = builder.account(account);
    }
    let client = builder.build();
    let submitted = client.submit_all(orders.iter().map(|order| order.generate(&client)));
    let submitted = submitted.await.map_err(|error| refused(&error))?;
    for (order, submitted) in orders.iter().zip(&submitted) {
        reporter.tell(&Event::Submitted {
            task: submitted.task.0,
            name: order.ledger_name.as_deref().unwrap_or_default(),
            is_new: submitted.is_new,
        });
    }
    let n_new = submitted.iter().filter(|it| it.is_new).count();
    reporter.hint(&format!(
        "{n_new} of {} submitted; the ledger knew the others",
        submitted.len()
    ));
    Ok(Exit::Done)
}

/// Says why they were not submitted, or not all of them; the same command submits the others.
fn refused(error: &GenerateError) -> Failure {
    match error {
        GenerateError::Ledger(error) => Failure::of_ledger(error),
        error => Failure::of_generate(error),
    }
}
