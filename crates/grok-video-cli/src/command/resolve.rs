//! Takes down what a person has found out about a task.

use grok_video::ledger::{Resolution, TaskNo, Trouble, Written};

use crate::args::{Args, Decision};
use crate::book::Book;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::go_on::GoOn;
use crate::report::Reporter;

pub(super) async fn run(
    args: &Args,
    task: u64,
    decision: &Decision,
    reporter: &Reporter,
) -> Result<Exit, Failure> {
    let Some(book) = Book::existing(args).await? else {
        return Err(Failure::usage(
            "there is no ledger, so nothing to decide about",
        ));
    };
    let (resolution, then) = match decision {
        Decision { id: Some(id), .. } => (Resolution::Exists(id.clone()), "waits for it"),
        Decision { send: true, .. } => (Resolution::Send, "creates it"),
        _ => {
            let trouble = Trouble::new("dropped", "given up by its user");
            (Resolution::Drop(trouble), "")
        }
    };
    let written = book.ledger().resolve(TaskNo(task), resolution).await;
    match written.map_err(|error| Failure::of_ledger(&error))? {
        Written::Applied if then.is_empty() => reporter.hint(&format!("task #{task} is given up")),
        Written::Applied => reporter.hint(&format!(
            "noted; this {then}: {} {task}",
            GoOn::by_ledger(args).resume()
        )),
        Written::Stale => {
            return Err(Failure::usage(&format!(
                "task #{task} is no task to decide about: it must be unknown or failed, and have been created \
                 by this program to be sent; see grok-video list"
            )));
        }
    }
    Ok(Exit::Done)
}
