//! Tasks of the ledger on their way, shown and told.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use grok_video::ledger::{Entry, Filter, LedgerError, TaskNo, TaskState};
use grok_video::poller::Forecast;
use grok_video::{Claim, Client, Ended, Generated, Model, News, Notice, TaskId, one_line};

use super::endings::Endings;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt::{Creating, Interrupt};
use crate::report::Board;

/// Goes on with tasks of the ledger until they are over, or the user interrupts.
#[derive(Debug)]
pub(super) struct Making<'a> {
    pub(super) client: &'a Client,
    pub(super) board: Arc<Board>,
    pub(super) endings: Endings,
    pub(super) interrupt: Interrupt,
    /// How many tasks are in hand at a time.
    pub(super) at_a_time: usize,
    /// Whether what could not be sent is tried again, and left for later.
    pub(super) is_patient: bool,
    /// Whether tasks that were left are watched anew, as the options say.
    pub(super) watches_anew: bool,
}

/// The create calls that are under way.
type CreateCalls = Arc<Mutex<HashMap<TaskNo, Creating>>>;

/// Says which tasks are gone on with.
#[derive(Debug)]
pub(super) enum Chosen {
    /// All that are unfinished.
    All,
    /// These.
    Only(Vec<TaskNo>),
    /// These, which are in hand.
    Claimed(Vec<Claim>),
}

/// A task as the user knows it.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// What it is called as long as it has no id; empty where it is the only one.
    pub(super) name: String,
    pub(super) id: Option<TaskId>,
    pub(super) model: Model,
    pub(super) forecast: Forecast,
}

/// What became of tasks.
#[derive(Debug, Default)]
pub(super) struct Made {
    /// The exit code of each that has ended.
    pub(super) exits: HashMap<TaskNo, Exit>,
    /// Those that may exist without an id, of all that the account has.
    pub(super) unknown: Vec<TaskNo>,
    /// Why not all of them could be gone on with.
    pub(super) trouble: Option<Exit>,
}

impl Making<'_> {
    /// Goes on with the tasks that were chosen; what is known of them is for the eyes.
    pub(super) async fn run(self, known: HashMap<TaskNo, Known>, chosen: Chosen) -> Made {
        for (task, known) in &known {
            let forecast = known.forecast.clone();
            match &known.id {
                Some(id) => self.board.add_waiting(task.0, id, forecast),
                None => self.board.add_unsent(task.0, &known.name, forecast),
            }
        }
        let _drawing = self.board.keep_drawing();
        let known = Arc::new(known);
        let creating = Arc::new(Mutex::new(HashMap::new()));
        let exits = Arc::new(Mutex::new(HashMap::new()));
        let interrupt = self.interrupt.clone();
        let mut resume = self
            .client
            .resume()
            .limit(self.at_a_time)
            .on_news(self.on_news(&known, &creating))
            .on_end(self.on_end(&known, &creating, &exits))
            .until(async move { interrupt.first().await });
        resume = match chosen {
            Chosen::All => resume,
            Chosen::Only(tasks) => resume.only(tasks),
            Chosen::Claimed(claims) => resume.claimed(claims),
        };
        if !self.is_patient {
            resume = resume.create_once();
        }
        if self.watches_anew {
            resume = resume.watch_anew();
        }
        let resumed = resume.await;
        self.client.close().await;
        if self.interrupt.has_come() {
            self.board.interrupted();
        }
        let mut made = Made::default();
        match resumed {
            Ok(resumed) => made.unknown = resumed.unknown.iter().map(|entry| entry.task).collect(),
            Err(error) => {
                let failure = Failure::io(&one_line(&error));
                made.trouble = Some(self.board.reporter().fail(&failure));
            }
        }
        made.exits = std::mem::take(&mut *lock(&exits));
        made
    }

    fn on_news(
        &self,
        known: &Arc<HashMap<TaskNo, Known>>,
        creating: &CreateCalls,
    ) -> impl Fn(&Notice<'_>) + Send + Sync + 'static {
        let (board, known) = (self.board.clone(), known.clone());
        let (interrupt, creating) = (self.interrupt.clone(), creating.clone());
        move |notice| {
            let task = notice.task;
            if let News::Sending = notice.news {
                board.creating(task.0);
                lock(&creating).insert(task, interrupt.creating());
                return;
            }
            lock(&creating).remove(&task);
            match (notice.news, notice.id) {
                (News::NotTaken(error, wait), _) => {
                    let name = known.get(&task).map_or("", |known| &known.name);
                    board.reporter().warn(&format!(
                        "{name}{}{}; trying again in {} s",
                        if name.is_empty() { "" } else { ": " },
                        one_line(error),
                        wait.as_secs()
                    ));
                    board.not_taken(task.0, error.kind().as_str(), wait);
                }
                (News::Created(created), _) => {
                    let model = known.get(&task).map(|known| &known.model);
                    board.created(task.0, created, model.unwrap_or(&Model::GrokVideo3));
                }
                (News::Polled(poll), Some(id)) => board.polled(task.0, id, poll),
                (News::Fetched(progress), _) => board.fetched(task.0, progress),
                _ => {}
            }
        }
    }

    fn on_end(
        &self,
        known: &Arc<HashMap<TaskNo, Known>>,
        creating: &CreateCalls,
        exits: &Arc<Mutex<HashMap<TaskNo, Exit>>>,
    ) -> impl FnMut(&Ended) + Send + 'static {
        let (board, endings) = (self.board.clone(), self.endings.clone());
        let (known, creating, exits) = (known.clone(), creating.clone(), exits.clone());
        move |ended| {
            lock(&creating).remove(&ended.task);
            let name = known.get(&ended.task).map_or_else(
                || format!("task {} of the ledger", ended.task),
                |known| known.name.clone(),
            );
            let exit = endings.made(&name, ended);
            if let Ok(Generated {
                task,
                saved: Some(_),
                ..
            }) = &ended.result
            {
                board.saved(task.id());
            }
            board.over(ended.task.0, exit);
            lock(&exits).insert(ended.task, exit);
        }
    }
}

/// Lists the tasks of an account in these states.
pub(super) async fn list(client: &Client, states: &[TaskState]) -> Result<Vec<Entry>, LedgerError> {
    let (Some(ledger), Some(account)) = (client.ledger(), client.account()) else {
        return Ok(Vec::new());
    };
    ledger.list_all(Filter::states(states).of(account)).await
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
