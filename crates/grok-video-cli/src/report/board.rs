//! Many tasks at once: what happens to each, and how far they are.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use grok_video::poller::{Event as Poll, Forecast};
use grok_video::types::Video;
use grok_video::{Ending, EventKind, Model, Outcome, Progress, TaskId, VideoTask};
use tokio::task::AbortHandle;

use super::diary::Diary;
use super::event::{Event, seconds};
use super::glyphs::Glyphs;
use super::reporter::Reporter;
use super::task_line::{Stage, TaskLine};
use crate::exit::Exit;
use crate::history::{History, What};
use crate::output::Output;

/// Tells what happens to tasks, and shows on a terminal how far they are. Each has a number of its own here.
#[derive(Debug)]
pub(crate) struct Board {
    reporter: Arc<Reporter>,
    diary: Diary,
    glyphs: Glyphs,
    turn: AtomicUsize,
    tasks: Mutex<Tasks>,
}

#[derive(Debug, Default)]
struct Tasks {
    lanes: BTreeMap<u64, TaskLine>,
    n_done: usize,
    n_failed: usize,
}

/// Draws the board again and again; dropped, it takes the lines away.
#[derive(Debug)]
pub(crate) struct Drawing {
    board: Arc<Board>,
    clock: Option<AbortHandle>,
}

impl Board {
    /// The time between two drawings.
    const BEAT: Duration = Duration::from_millis(125);

    /// Begins one that keeps what happens in `history`, if there is one.
    pub(crate) fn new(reporter: &Arc<Reporter>, history: Option<History>) -> Arc<Self> {
        Arc::new(Self {
            reporter: reporter.clone(),
            diary: Diary::new(history, reporter),
            glyphs: Glyphs::of_environment(),
            turn: AtomicUsize::new(0),
            tasks: Mutex::default(),
        })
    }

    pub(crate) fn reporter(&self) -> &Arc<Reporter> {
        &self.reporter
    }

    /// Draws the board until the other value is dropped.
    pub(crate) fn keep_drawing(self: &Arc<Self>) -> Drawing {
        let clock = self.reporter.room().map(|_| {
            let board = self.clone();
            let clock = async move {
                loop {
                    board.draw(Instant::now());
                    tokio::time::sleep(Self::BEAT).await;
                }
            };
            tokio::spawn(clock).abort_handle()
        });
        Drawing {
            board: self.clone(),
            clock,
        }
    }

    /// Adds a task that is still to be sent.
    pub(crate) fn add_unsent(&self, task: u64, name: &str, forecast: Forecast) {
        self.add(task, name, forecast, Stage::ToBeSent);
    }

    /// Adds a task that is waited for.
    pub(crate) fn add_waiting(&self, task: u64, id: &TaskId, forecast: Forecast) {
        let stage = Stage::Waiting("waiting".to_owned());
        self.add(task, id.as_str(), forecast, stage);
        self.change(task, |lane| lane.id = Some(id.clone()));
    }

    fn add(&self, task: u64, name: &str, forecast: Forecast, stage: Stage) {
        let lane = TaskLine {
            name: name.to_owned(),
            id: None,
            stage,
            since: Instant::now(),
            forecast,
            poll_at: None,
            trouble: None,
        };
        self.with(|tasks| tasks.lanes.insert(task, lane));
    }

    /// Notes that a create call is about to be sent.
    pub(crate) fn creating(&self, task: u64) {
        self.change(task, |lane| {
            lane.stage = Stage::Creating;
            lane.since = Instant::now();
        });
    }

    /// Notes that the create call of a task of the ledger was not taken, and is made again after so long.
    pub(crate) fn not_taken(&self, task: u64, kind: &str, wait: Duration) {
        let what = What::Error {
            kind: kind.into(),
            retry_in: Some(wait),
        };
        self.diary.note(None, Some(task), what);
        self.change(task, |lane| lane.stage = Stage::ToBeSent);
    }

    /// Tells that a task was created.
    pub(crate) fn created(&self, task: u64, created: &VideoTask, model: &Model) {
        self.reporter.tell(&Event::Created {
            id: created.id(),
            model: created.model().unwrap_or(model),
            status: created.status(),
        });
        let status = created.status();
        let what = What::Created { status };
        self.diary.note(Some(created.id()), None, what);
        self.change(task, |lane| {
            lane.name = created.id().to_string();
            lane.id = Some(created.id().clone());
            lane.stage = Stage::Waiting(created.status().to_string());
            lane.since = Instant::now();
        });
    }

    /// Tells what a poll has brought; of the end, only that there is a result.
    pub(crate) fn polled(&self, task: u64, id: &TaskId, poll: &Poll) {
        if let Some(what) = What::of(poll) {
            self.diary.note(Some(id), None, what);
        }
        let status = |status, previous| Event::Status {
            id,
            status,
            previous,
            polls: poll.n_polls,
            elapsed: seconds(poll.elapsed),
        };
        let mut trouble = None;
        let state = match &poll.kind {
            EventKind::FirstSeen { status: first } => {
                self.reporter.tell(&status(first, None));
                first.to_string()
            }
            EventKind::StatusChanged { from, to } => {
                self.reporter.tell(&status(to, Some(from)));
                to.to_string()
            }
            EventKind::Unchanged { status } => status.to_string(),
            EventKind::Regressed { kept, got } => {
                self.reporter.tell(&Event::Regression {
                    id,
                    status: got,
                    previous: kept,
                });
                kept.to_string()
            }
            EventKind::PollError(error) | EventKind::Throttled(error) => {
                // The last one is told as the end; and a person hears what goes on for a while once.
                let is_new = self.with(|tasks| {
                    let lane = tasks.lanes.get(&task);
                    lane.and_then(|lane| lane.trouble.as_deref()) != Some(&*error.message)
                });
                let is_told = is_new || self.reporter.output() == Output::Json;
                if is_told && poll.next_poll_in.is_some() {
                    self.reporter.tell(&Event::PollError {
                        id,
                        kind: error.kind.as_str(),
                        message: &error.message,
                        retry_in: poll.next_poll_in.map(seconds),
                    });
                }
                trouble = Some(error.message.to_string());
                error.to_string()
            }
            EventKind::Finished(outcome) => return self.finished(task, outcome),
            _ => return,
        };
        let next = match poll.next_poll_in {
            Some(wait) => format!(", next poll in {:.1} s", seconds(wait)),
            None => String::new(),
        };
        self.reporter
            .remark(&format!("{id}: poll {}: {state}{next}", poll.n_polls));
        let now = Instant::now();
        self.change(task, |lane| {
            lane.name = id.to_string();
            lane.id = Some(id.clone());
            lane.since = now.checked_sub(poll.elapsed).unwrap_or(now);
            lane.poll_at = poll.next_poll_in.map(|wait| now + wait);
            if trouble.is_none() {
                lane.stage = Stage::Waiting(state.clone());
            }
            lane.trouble = trouble.clone();
        });
    }

    fn finished(&self, task: u64, outcome: &Outcome) {
        let Ending::Completed {
            task: completed, ..
        } = &outcome.ending
        else {
            return;
        };
        self.reporter.tell(&Event::Completed {
            id: completed.id(),
            video_url: completed.video().map_or("", |video| video.url().as_str()),
            actual_duration: completed.video().and_then(Video::actual_duration),
            model: completed.model(),
            polls: outcome.n_polls,
            elapsed: seconds(outcome.elapsed),
        });
        self.change(task, |lane| {
            lane.stage = Stage::ToBeSaved;
            lane.trouble = None;
        });
    }

    /// Notes how much of a result has come.
    pub(crate) fn fetched(&self, task: u64, progress: Progress) {
        let (bytes, total) = (progress.bytes, progress.total);
        self.change(task, |lane| lane.stage = Stage::Saving { bytes, total });
    }

    /// Notes that the result of a task was saved.
    pub(crate) fn saved(&self, id: &TaskId) {
        self.diary.note(Some(id), None, What::Saved);
    }

    /// Notes that nothing more is done about a task.
    pub(crate) fn over(&self, task: u64, exit: Exit) {
        self.with(|tasks| {
            tasks.lanes.remove(&task);
            match exit {
                Exit::Done => tasks.n_done += 1,
                _ => tasks.n_failed += 1,
            }
        });
    }

    /// Notes that the tasks which are not over are left alone.
    pub(crate) fn interrupted(&self) {
        let left = self.with(|tasks| std::mem::take(&mut tasks.lanes));
        for id in left.values().filter_map(|lane| lane.id.as_ref()) {
            self.diary.note(Some(id), None, What::Interrupted);
        }
    }

    fn draw(&self, now: Instant) {
        let Some((rows, columns)) = self.reporter.room() else {
            return;
        };
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let lines = self.with(|tasks| tasks.lines(now, rows, columns, turn, self.glyphs));
        self.reporter.show(&lines);
    }

    fn change(&self, task: u64, change: impl FnOnce(&mut TaskLine)) {
        self.with(|tasks| {
            if let Some(lane) = tasks.lanes.get_mut(&task) {
                change(lane);
            }
        });
    }

    fn with<T>(&self, look: impl FnOnce(&mut Tasks) -> T) -> T {
        look(&mut self.tasks.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Tasks {
    /// Returns what is shown in so many rows and columns: a line for each of the first tasks in work, and of more than one
    /// a summary.
    fn lines(
        &self,
        now: Instant,
        rows: usize,
        columns: usize,
        turn: usize,
        glyphs: Glyphs,
    ) -> Vec<String> {
        let n_tasks = self.lanes.len() + self.n_done + self.n_failed;
        let has_summary = n_tasks > 1;
        // Those of which something is known come first.
        let (unsent, in_work): (Vec<_>, Vec<_>) = self
            .lanes
            .values()
            .partition(|lane| lane.stage == Stage::ToBeSent);
        let room = rows - usize::from(has_summary && rows > 1);
        let shown = in_work.into_iter().chain(unsent).take(room);
        let mut lines: Vec<_> = shown
            .map(|lane| lane.line(now, columns, turn, glyphs))
            .collect();
        if has_summary && !self.lanes.is_empty() {
            let summary = self.summary(n_tasks, now);
            let summary = console::truncate_str(&summary, columns, glyphs.ellipsis);
            lines.push(summary.into_owned());
            lines.drain(..lines.len().saturating_sub(rows));
        }
        lines
    }

    fn summary(&self, n_tasks: usize, now: Instant) -> String {
        let mut counts: Vec<(&str, usize)> = Vec::new();
        for word in self.lanes.values().map(|lane| lane.stage.word()) {
            match counts.iter_mut().find(|(it, _)| *it == word) {
                Some((_, n)) => *n += 1,
                None => counts.push((word, 1)),
            }
        }
        counts.extend([("done", self.n_done), ("failed", self.n_failed)]);
        let counts: Vec<_> = counts
            .iter()
            .filter(|(_, n)| *n > 0)
            .map(|(word, n)| format!("{n} {word}"))
            .collect();
        let next = self.lanes.values().filter_map(|lane| lane.next_poll(now));
        let next = match next.min() {
            Some(next) => format!("; next poll in {next}"),
            None => String::new(),
        };
        format!("{n_tasks} tasks: {}{next}", counts.join(", "))
    }
}

impl Drop for Drawing {
    fn drop(&mut self) {
        if let Some(clock) = &self.clock {
            clock.abort();
            self.board.reporter.clear();
        }
    }
}
