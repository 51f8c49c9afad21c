//! Follows tasks to their ends, and saves their results.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use grok_video::poller::Budget;
use grok_video::{Client, Ending, EventKind, Found, Target, TaskId, VideoTask};
use tokio::sync::Semaphore;

use super::endings::Endings;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::report::{Board, Event};

/// How many results are fetched at a time.
const SAVES_AT_A_TIME: usize = 4;

/// Follows tasks that exist already.
pub(super) struct Follower<'a> {
    pub(super) client: &'a Client,
    pub(super) board: Arc<Board>,
    pub(super) endings: Endings,
    pub(super) budget: Budget,
}

impl Follower<'_> {
    /// Follows tasks to their ends, and saves those that have a target; each id is there once. What was found is
    /// there also where this is dropped in the middle.
    pub(super) async fn follow(
        &self,
        ids: &[TaskId],
        mut targets: Vec<Option<Target>>,
        found: &mut Vec<Found>,
    ) -> Exit {
        let numbers: HashMap<_, _> = ids.iter().zip(0_usize..).collect();
        let mut exits = vec![Exit::Done; ids.len()];
        let mut polls = self
            .client
            .watch_all(ids.iter().cloned(), self.budget.clone());
        let slots = Semaphore::new(SAVES_AT_A_TIME);
        let mut saves = FuturesUnordered::new();
        loop {
            tokio::select! {
                Some((id, poll)) = polls.next() => {
                    let Some(&n) = numbers.get(&id) else { continue };
                    self.board.polled(n as u64, &id, &poll);
                    let EventKind::Finished(outcome) = poll.kind else { continue };
                    let exit = self.endings.watched(&id, &outcome);
                    let target = targets[n].take();
                    if let (Ending::Completed { task, .. }, Some(target)) = (&outcome.ending, target) {
                        let (task, slots) = (task.clone(), &slots);
                        saves.push(async move {
                            let _slot = slots.acquire().await;
                            (n, outcome, self.save(n, &task, &target).await)
                        });
                        continue;
                    }
                    self.board.over(n as u64, exit);
                    exits[n] = exit;
                    found.push(Found::new(&outcome));
                }
                Some((n, outcome, saved)) = saves.next() => {
                    exits[n] = match &saved {
                        Ok(_) => Exit::Done,
                        Err(exit) => *exit,
                    };
                    self.board.over(n as u64, exits[n]);
                    found.push(match saved {
                        Ok(saved) => Found::new(&outcome).with_saved(saved),
                        Err(_) => Found::new(&outcome),
                    });
                }
                else => return Exit::first(exits),
            }
        }
    }

    /// Saves the result of a completed task, and tells of it.
    pub(super) async fn save(
        &self,
        n: usize,
        task: &VideoTask,
        target: &Target,
    ) -> Result<grok_video::Saved, Exit> {
        let show = |progress| self.board.fetched(n as u64, progress);
        let saved = self.client.save_to(task, target, show).await;
        let reporter = self.board.reporter();
        match saved {
            Ok(saved) => {
                reporter.tell(&Event::saved(task.id(), &saved));
                self.board.saved(task.id());
                Ok(saved)
            }
            Err(error) => Err(reporter.fail(&Failure::from(&error))),
        }
    }
}
