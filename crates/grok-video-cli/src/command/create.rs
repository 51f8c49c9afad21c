//! Creates a task.

use std::sync::Arc;
use std::time::Duration;

use grok_video::{CreateVideo, GenerateError, Schedule, VideoTask};
use tokio::time::timeout;

use crate::args::{Args, Request};
use crate::book::Book;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::report::{Event, Reporter};

/// How long the answer to a create call is waited for after an interrupt: whether the task is paid should be known.
const GRACE: Duration = Duration::from_secs(5);

pub(super) async fn run(
    args: &Args,
    request: &Request,
    reporter: &Arc<Reporter>,
) -> Result<Exit, Failure> {
    let request = request.build()?;
    let config = Config::read(args)?;
    let book = Book::open(args, reporter).await?;
    let client = book.give_to(config.builder(Schedule::default())).build();
    let interrupt = Interrupt::listen(reporter);
    let creating = interrupt.creating();
    let create = client.generate(request.clone()).create();
    let created = or_answered(create, &interrupt).await;
    drop(creating);
    client.close().await;
    let task = match created {
        Some(created) => created.map_err(|error| Failure::of_generate(&error))?,
        None => return Err(Failure::interrupted_create()),
    };
    tell(&task, &request, reporter);
    Ok(if interrupt.has_come() {
        Exit::Interrupted
    } else {
        Exit::Done
    })
}

/// Waits for the answer; `None` where it has not come within the time that is left after an interrupt.
async fn or_answered(
    create: impl Future<Output = Result<VideoTask, GenerateError>>,
    interrupt: &Interrupt,
) -> Option<Result<VideoTask, GenerateError>> {
    let mut create = std::pin::pin!(create);
    tokio::select! {
        biased;
        created = &mut create => Some(created),
        () = interrupt.first() => timeout(GRACE, create).await.ok(),
    }
}

fn tell(task: &VideoTask, request: &CreateVideo, reporter: &Reporter) {
    reporter.tell(&Event::Created {
        id: task.id(),
        model: task.model().unwrap_or(request.model()),
        status: task.status(),
    });
}
