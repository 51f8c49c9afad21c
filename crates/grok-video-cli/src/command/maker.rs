//! From orders to videos.

use std::sync::Arc;

use grok_video::ledger::{Entry, TaskNo, TaskState};
use grok_video::{Claim, Client, GenerateError, TaskId};

use super::endings::Endings;
use super::forecasts::Forecasts;
use super::making::{Chosen, Known, Made, Making, list};
use super::order::Order;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::history::History;
use crate::interrupt::Interrupt;
use crate::report::{Board, Reporter};

/// Makes the videos that were ordered.
pub(super) struct Maker<'a> {
    pub(super) client: &'a Client,
    pub(super) interrupt: Interrupt,
    pub(super) reporter: &'a Arc<Reporter>,
    pub(super) endings: Endings,
    pub(super) history: Option<History>,
    /// Whether the ledger is there afterwards.
    pub(super) is_kept: bool,
    pub(super) at_a_time: usize,
    /// Whether tasks that an earlier run left are watched anew, as the options say.
    pub(super) watches_anew: bool,
    /// Whether there is one order, which begins anew each time that it ended.
    pub(super) is_single: bool,
}

impl Maker<'_> {
    pub(super) async fn make(mut self, mut orders: Vec<Order>) -> Result<Exit, Failure> {
        let (tasks, chosen) = if self.is_single {
            let mut claims = Vec::with_capacity(orders.len());
            for order in &mut orders {
                claims.push(self.claim(order).await?);
            }
            (
                claims.iter().map(Claim::task).collect(),
                Chosen::Claimed(claims),
            )
        } else {
            let submitted = self
                .client
                .submit_all(orders.iter().map(|order| order.generate(self.client)))
                .await
                .map_err(|error| Failure::of_generate(&error))?;
            let tasks: Vec<_> = submitted.iter().map(|submitted| submitted.task).collect();
            (tasks.clone(), Chosen::Only(tasks))
        };
        let mut forecasts = Forecasts::new(self.client);
        let known = tasks.iter().copied().zip(&orders);
        let known = known.map(|(task, order)| {
            let known = Known {
                name: order.name.clone(),
                id: None,
                model: order.request.model().clone(),
                forecast: order
                    .forecast
                    .clone()
                    .unwrap_or_else(|| forecasts.of(&order.request)),
            };
            (task, known)
        });
        let known = known.collect();
        let making = Making {
            client: self.client,
            board: Board::new(self.reporter, self.history.take()),
            endings: self.endings.clone(),
            interrupt: self.interrupt.clone(),
            at_a_time: self.at_a_time,
            is_patient: !self.is_single,
            watches_anew: self.watches_anew,
        };
        let made = making.run(known, chosen).await;
        self.end(&tasks, made).await
    }

    /// Takes the order in hand: the same one that an earlier run left unfinished, if there is one.
    async fn claim(&self, order: &mut Order) -> Result<Claim, Failure> {
        loop {
            let unfinished = order.generate(self.client).unfinished().await;
            let unfinished = unfinished.map_err(|error| Failure::of_generate(&error))?;
            let is_unknown =
                |entry: &Entry| matches!(entry.state, TaskState::Unknown | TaskState::Sending);
            if let Some(entry) = unfinished.as_ref().filter(|entry| is_unknown(entry)) {
                return Err(Failure::unknown_before(entry.task));
            }
            order.ledger_name = unfinished.as_ref().map(|entry| entry.client_ref.clone());
            match (order.generate(self.client).claim().await, unfinished) {
                (Ok(claim), unfinished) => {
                    if let Some(entry) = unfinished {
                        self.tell_of_unfinished(&entry);
                    }
                    return Ok(claim);
                }
                // Another program was quicker to go on with it, so it is not left any more.
                (Err(GenerateError::Known(_)), Some(_)) => {}
                (Err(error), _) => return Err(Failure::of_generate(&error)),
            }
        }
    }

    fn tell_of_unfinished(&self, entry: &Entry) {
        let what = match &entry.id {
            Some(id) => format!("task {id}, which an earlier run has created"),
            None => format!("task {} of the ledger, which was not sent yet", entry.task),
        };
        self.reporter.hint(&format!("going on with {what}"));
    }

    /// Finds out what to end with: of an interrupt, also how to go on.
    async fn end(&self, tasks: &[TaskNo], made: Made) -> Result<Exit, Failure> {
        let exits = tasks.iter().map(|task| made.exits.get(task).copied());
        let exit = Exit::first(exits.clone().flatten());
        if exits.clone().all(|exit| exit.is_some()) || !self.interrupt.has_come() {
            return Ok(made.trouble.unwrap_or(exit));
        }
        let states = [TaskState::Active, TaskState::Completed, TaskState::Unknown];
        let left = list(self.client, &states).await;
        let left = left.map_err(|error| Failure::of_ledger(&error))?;
        let is_ours =
            |entry: &&Entry| tasks.contains(&entry.task) && !made.exits.contains_key(&entry.task);
        let left: Vec<_> = left.iter().filter(is_ours).collect();
        if left.iter().any(|entry| entry.state == TaskState::Unknown) {
            return Err(Failure::interrupted_create());
        }
        let ids: Vec<TaskId> = left.iter().filter_map(|entry| entry.id.clone()).collect();
        let advice = match (ids.is_empty(), self.is_kept) {
            // It was written down, and not sent yet.
            (true, true) => format!("; go on with: {}", self.endings.go_on.resume()),
            (true, false) => "; nothing was created".to_owned(),
            (false, _) => self.endings.go_on.advice(&ids),
        };
        self.reporter.hint(&format!("interrupted{advice}"));
        Ok(Exit::Interrupted)
    }
}
