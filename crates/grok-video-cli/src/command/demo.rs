//! The whole way against a simulated service on this machine.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use grok_video::poller::{Profile, UsualTime};
use grok_video::{CreateVideo, Model, Schedule, Target};
use grok_video_mock::{MockServer, Script};

use super::endings::Endings;
use super::maker::Maker;
use super::order::Order;
use crate::args::DemoOutcome;
use crate::book::Book;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::go_on::GoOn;
use crate::interrupt::Interrupt;
use crate::report::Reporter;

const QUEUED: Duration = Duration::from_secs(2);
const PROCESSING: Duration = Duration::from_secs(5);

pub(super) async fn run(
    outcome: DemoOutcome,
    keep: Option<&Path>,
    reporter: &Arc<Reporter>,
) -> Result<Exit, Failure> {
    let folder = match keep {
        Some(folder) => folder.to_owned(),
        None => new_folder()?,
    };
    let target = Target::parse(folder.join(""));
    target.check().map_err(|error| Failure::target(&error))?;

    let script = Script::after(QUEUED, PROCESSING);
    let script = match outcome {
        DemoOutcome::Completed => script,
        DemoOutcome::Failed => {
            script.then_fail("the simulated service was asked to fail this task")
        }
    };
    let started = MockServer::builder()
        .script(script)
        .allow_unexpected()
        .start()
        .await;
    let server = started
        .map_err(|error| Failure::io(&format!("the simulated service could not start: {error}")))?;
    reporter.hint(&format!("simulated service at {}", server.base_url()));

    let schedule = Schedule::exponential(Duration::from_millis(500), Schedule::PROVIDER_FACTOR)
        .with_cap(Duration::from_secs(1))
        .with_deadline(Duration::from_secs(25))
        .build()
        .map_err(|error| Failure::usage(&error))?;
    let client = Book::in_memory()
        .give_to(Config::for_demo(&server.base_url())?.builder(schedule))
        .build();
    let request = CreateVideo::builder(Model::GrokVideo3, "a red kite over the sea")
        .build()
        .map_err(|error| Failure::usage(&error))?;
    let maker = Maker {
        client: &client,
        interrupt: Interrupt::listen(reporter),
        reporter,
        // The simulated service ends with the demo.
        endings: Endings::new(reporter, GoOn::nothing()),
        history: None,
        is_kept: false,
        at_a_time: 1,
        watches_anew: false,
        is_single: true,
    };
    let usual = UsualTime::between(QUEUED + PROCESSING, QUEUED + PROCESSING);
    let order = Order {
        forecast: Some(Profile::usual(usual).forecast()),
        ..Order::single(request, &folder.join(""))
    };
    maker.make(vec![order]).await
}

/// Makes a folder of this run's own among the temporary files.
fn new_folder() -> Result<PathBuf, Failure> {
    let mut n = 0;
    loop {
        let name = format!("grok-video-demo-{}-{n}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        match std::fs::create_dir(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => n += 1,
            Err(error) => {
                let what = format!("no folder {} can be made: {error}", folder.display());
                return Err(Failure::io(&what));
            }
        }
    }
}
