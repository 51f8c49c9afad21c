//! Creates tasks, waits for them, and saves their results.

use std::path::Path;
use std::sync::Arc;

use super::endings::Endings;
use super::maker::Maker;
use super::order::{Order, read_orders};
use super::session::Session;
use crate::args::{Args, Polling, Request};
use crate::book::Book;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::go_on::GoOn;
use crate::interrupt::Interrupt;
use crate::report::Reporter;

pub(super) async fn run(
    args: &Args,
    (request, from): (Option<&Request>, Option<&Path>),
    save: &Path,
    polling: &Polling,
    reporter: &Arc<Reporter>,
) -> Result<Exit, Failure> {
    let orders = match (request, from) {
        (Some(request), _) => vec![Order::single(request.build()?, save)],
        (None, Some(file)) => {
            if file == Path::new("-") && args.reads_key_from_stdin() {
                let message = "standard input can't hold both the key and the requests";
                return Err(Failure::usage(message));
            }
            read_orders(file, save)?
        }
        (None, None) => {
            return Err(Failure::usage(
                "say what to make with --model and --prompt, or give a file of requests with --from",
            ));
        }
    };
    let is_single = from.is_none();
    let opened = Session::begin(args, polling, reporter, async || {
        Book::open(args, reporter).await.map(Some)
    })
    .await?;
    let Some(session) = opened else {
        unreachable!("the ledger is made where there is none");
    };
    let go_on = if is_single || !session.book.is_kept() {
        GoOn::by_ids(args, Some(save))
    } else {
        GoOn::by_ledger(args)
    };
    let maker = Maker {
        client: &session.client,
        interrupt: Interrupt::listen(reporter),
        reporter,
        endings: Endings::new(reporter, go_on),
        history: session.book.history(reporter),
        is_kept: session.book.is_kept(),
        at_a_time: polling.tasks_at_a_time(),
        watches_anew: polling.says_when(),
        is_single,
    };
    let exit = maker.make(orders).await;
    session.end();
    exit
}
