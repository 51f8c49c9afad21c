//! Works for as long as it is let.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use grok_video::transport::{Guard, Notifier};
use grok_video::{Ended, Generated, Model, News, Notice, Webhook, Worker, one_line};

use super::endings::Endings;
use crate::args::{AccountArg, Args, Polling};
use crate::book::Book;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::go_on::GoOn;
use crate::interrupt::{Creating, Interrupt};
use crate::listener::Listener;
use crate::report::{Event, Reporter};

/// How long create calls and saves that are under way are waited for at the end.
const GRACE: Duration = Duration::from_secs(30);

/// Where the secret of the webhook is.
const WEBHOOK_SECRET: &str = "GROK_VIDEO_WEBHOOK_SECRET";

/// What is said at the first signal.
const DRAINING: &str = "ending: waiting for create calls and saves that are under way, for at most 30 s; \
                        once more ends at once";

/// What a worker is told.
#[derive(Debug)]
pub(super) struct Terms<'a> {
    pub(super) accounts: &'a [String],
    pub(super) in_hand: usize,
    pub(super) lease: Duration,
    pub(super) listen: Option<SocketAddr>,
    pub(super) webhook: Option<&'a str>,
    pub(super) polling: &'a Polling,
}

pub(super) async fn run(
    args: &Args,
    terms: Terms<'_>,
    reporter: &Arc<Reporter>,
) -> Result<Exit, Failure> {
    if args.no_ledger {
        let message = "without a ledger there is nothing to work on; leave --no-ledger out";
        return Err(Failure::usage(message));
    }
    let configs = configs(args, terms.accounts)?;
    let schedule = terms.polling.schedule()?;
    if terms.polling.adaptive()?.is_some() {
        let message = "a worker does not learn how long tasks take; leave --schedule adaptive out";
        return Err(Failure::usage(message));
    }
    let is_here = configs.iter().all(|(_, config)| config.base.is_loopback());
    let webhook = terms.webhook.map(|url| webhook(url, is_here)).transpose()?;
    let listener = match terms.listen {
        Some(address) => Some(Listener::bind(address).await?),
        None => None,
    };
    let book = Book::open(args, reporter).await?;
    if !book.is_kept() {
        return Err(Failure::usage(
            "there is nothing to make, as no ledger is kept; give it a place with --ledger",
        ));
    }
    let mut clients = Vec::with_capacity(configs.len());
    for (account, config) in &configs {
        let budget = terms.polling.budget(&config.base)?;
        let mut builder = book
            .give_to(config.builder(schedule.clone()))
            .budget(budget)
            .session_ttl(terms.lease);
        if let Some(account) = account {
            builder = builder.account(account.as_str());
        }
        clients.push(builder.build());
    }
    if let Some((_, config)) = configs.first()
        && terms.polling.is_hasty(&config.base)
    {
        reporter.warn(Polling::HASTE);
    }
    let worker = Worker::new(clients).limit(terms.in_hand).grace(GRACE);
    let worker = match webhook {
        Some(webhook) => worker.announce(webhook),
        None => worker,
    };
    work(worker, listener, args, reporter).await
}

async fn work(
    worker: Worker,
    listener: Option<Listener>,
    args: &Args,
    reporter: &Arc<Reporter>,
) -> Result<Exit, Failure> {
    let interrupt = Interrupt::listen_and_say(reporter, DRAINING);
    let creating = CreateCalls::default();
    let endings = Endings::new(reporter, GoOn::by_ledger(args));
    let worker = worker
        .on_news(on_news(reporter, &interrupt, &creating))
        .on_end(on_end(reporter, endings, &creating));
    let serving = listener.map(|listener| {
        reporter.hint(&format!("listening on http://{}", listener.address()));
        tokio::spawn(listener.serve(worker.meter()))
    });
    reporter.hint("working; end it by SIGTERM or Ctrl-C");
    let worked = worker.run(interrupt.first()).await;
    if let Some(serving) = serving {
        serving.abort();
    }
    let summary = worked.map_err(|error| Failure::of_ledger(&error))?;
    let figures = &summary.figures;
    reporter.hint(&format!(
        "ended: {} saved, {} failed, {} put off{}",
        figures.saved,
        figures.failed,
        figures.put_off,
        match summary.is_clean {
            true => "",
            false => "; some of what was under way was broken off: see grok-video list",
        }
    ));
    Ok(match summary.is_clean {
        true => Exit::Done,
        false => Exit::Interrupted,
    })
}

/// Returns who is told of ends; where the service `is_here`, on this machine, that may be here as well.
fn webhook(url: &str, is_here: bool) -> Result<Webhook, Failure> {
    let secret = std::env::var(WEBHOOK_SECRET).unwrap_or_default();
    let guard = match is_here {
        true => Guard::AllowLoopback,
        false => Guard::PublicOnly,
    };
    Webhook::new(url, &secret, Notifier::new(guard)).map_err(|error| {
        Failure::usage(&format!(
            "--webhook, ${WEBHOOK_SECRET}: {}",
            one_line(&error)
        ))
    })
}

/// Returns the accounts with their keys; without any, the one key that other commands take.
fn configs(args: &Args, accounts: &[String]) -> Result<Vec<(Option<String>, Config)>, Failure> {
    if accounts.is_empty() {
        return Ok(vec![(None, Config::read(args)?)]);
    }
    let mut configs: Vec<(Option<String>, Config)> = Vec::with_capacity(accounts.len());
    for account in accounts {
        let account = AccountArg::read(account)?;
        let config = Config::with_key_of(args, &account)?;
        let name = account.name;
        if configs
            .iter()
            .any(|(known, _)| known.as_ref() == Some(&name))
        {
            return Err(Failure::usage(&format!("--account {name} is given twice")));
        }
        configs.push((Some(name), config));
    }
    Ok(configs)
}

/// The create calls that are under way.
type CreateCalls = Arc<Mutex<HashMap<u64, Creating>>>;

fn on_news(
    reporter: &Arc<Reporter>,
    interrupt: &Interrupt,
    creating: &CreateCalls,
) -> impl Fn(&Notice<'_>) + Send + Sync + 'static {
    let (reporter, interrupt, creating) = (reporter.clone(), interrupt.clone(), creating.clone());
    move |notice| {
        let mut creating = creating.lock().unwrap_or_else(PoisonError::into_inner);
        if let News::Sending = notice.news {
            creating.insert(notice.task.0, interrupt.creating());
            return;
        }
        creating.remove(&notice.task.0);
        drop(creating);
        match notice.news {
            News::Created(task) => reporter.tell(&Event::Created {
                id: task.id(),
                model: task.model().unwrap_or(&Model::GrokVideo3),
                status: task.status(),
            }),
            News::Polled(event) => {
                if let Some(id) = notice.id {
                    reporter.remark(&format!("{id}: {event}"));
                }
            }
            _ => {}
        }
    }
}

fn on_end(
    reporter: &Arc<Reporter>,
    endings: Endings,
    creating: &CreateCalls,
) -> impl FnMut(&Ended) + Send + 'static {
    let (reporter, creating) = (reporter.clone(), creating.clone());
    move |ended| {
        let mut creating = creating.lock().unwrap_or_else(PoisonError::into_inner);
        creating.remove(&ended.task.0);
        drop(creating);
        match &ended.result {
            Err(error) if ended.goes_on_later() => reporter.warn(&format!(
                "task {} of the ledger goes on later: {}",
                ended.task,
                one_line(error)
            )),
            Ok(Generated {
                task, saved: None, ..
            }) => reporter.tell(&Event::task(task)),
            _ => {
                let _ = endings.made(&format!("task {} of the ledger", ended.task), ended);
            }
        }
    }
}
