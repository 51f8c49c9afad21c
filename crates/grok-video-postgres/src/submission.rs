//! How intents become tasks.

use std::collections::HashMap;

use grok_video_ledger::rules::columns::{Columns, millis};
use grok_video_ledger::rules::{Row, within};
use grok_video_ledger::{
    Account, Fenced, Held, Intent, LedgerError, Moment, Session, Submitted, TaskNo, Work,
};
use tokio_postgres::types::Type;

use crate::cells::{self, Read};
use crate::change::mark;
use crate::connection::{Call, Step, Value};
use crate::fault::Fault;

/// Submits intents, all or none.
#[derive(Debug)]
pub(crate) struct Submission {
    pub(crate) intents: Vec<Intent>,
    pub(crate) hold: Option<Session>,
}

type Name<'a> = (&'a str, &'a str);

impl Call for Submission {
    type Answer = Vec<Submitted>;

    async fn make(&self, step: &Step<'_>) -> Result<Vec<Submitted>, Fault> {
        within(self.intents.len())?;
        let look = step.look(self.hold).await?;
        if self.hold.is_some() {
            look.live()?;
            step.end_strays(look.now).await?;
        }
        let known = self.known(step).await?;
        let mut plan = Plan::new(self, known, look.now)?;
        if !plan.new.is_empty() || !plan.leased.is_empty() {
            plan.write(step, self.hold, look.now).await?;
        }
        Ok(plan.answer)
    }
}

impl Submission {
    /// Reads the tasks whose names are known.
    async fn known(
        &self,
        step: &Step<'_>,
    ) -> Result<HashMap<(Box<str>, Box<str>), Read<Row>>, Fault> {
        let refs: Vec<&str> = self.intents.iter().map(|it| &*it.client_ref).collect();
        let accounts: Vec<&str> = self.intents.iter().map(|it| it.account.as_str()).collect();
        let values: [Value<'_>; 2] = [(&refs, Type::TEXT_ARRAY), (&accounts, Type::TEXT_ARRAY)];
        let rows = step.rows(&step.sql.named, &values).await?;
        let named = rows.iter().map(|row| {
            let read = cells::row(row)?;
            let name = (read.it.client_ref.clone(), read.it.account.as_str().into());
            Ok((name, read))
        });
        named.collect()
    }
}

/// What is to be written, and what will be answered then.
#[derive(Debug)]
struct Plan {
    answer: Vec<Submitted>,
    /// Tasks that are not there yet, without a number, and which answers are about them.
    new: Vec<(Row, Vec<usize>)>,
    /// Free tasks that are known, and are leased: their number and mark.
    leased: Vec<(TaskNo, i64)>,
}

impl Plan {
    fn new(
        submission: &Submission,
        mut known: HashMap<(Box<str>, Box<str>), Read<Row>>,
        now: Moment,
    ) -> Result<Self, LedgerError> {
        let mut plan = Self {
            answer: Vec::with_capacity(submission.intents.len()),
            new: Vec::new(),
            leased: Vec::new(),
        };
        let mut fresh: HashMap<Name<'_>, (usize, &Intent)> = HashMap::new();
        for intent in &submission.intents {
            let name = (&*intent.client_ref, intent.account.as_str());
            let nth = plan.answer.len();
            if let Some((of, same)) = fresh.get(&name) {
                if !same.means_same(intent) {
                    return Err(LedgerError::conflict(&intent.client_ref));
                }
                plan.new[*of].1.push(nth);
                plan.answer.push(submitted(TaskNo(0), false, None));
            } else if let Some(read) = known.get_mut(&(name.0.into(), name.1.into())) {
                if !read.it.is_of(intent) {
                    return Err(LedgerError::conflict(&intent.client_ref));
                }
                let free = submission.hold.filter(|_| read.it.way.is_free());
                let held = free.and_then(|session| read.it.lease(session.id(), now));
                if held.is_some() {
                    plan.leased.push((read.task, read.mark));
                }
                plan.answer.push(submitted(read.task, false, held));
            } else {
                let mut row = Row::new(TaskNo(0), intent.clone(), now);
                let held = submission
                    .hold
                    .and_then(|session| row.lease(session.id(), now));
                fresh.insert(name, (plan.new.len(), intent));
                plan.new.push((row, vec![nth]));
                plan.answer.push(submitted(TaskNo(0), true, held));
            }
        }
        Ok(plan)
    }

    /// Writes all of it, and fills in the numbers of what is new.
    async fn write(
        &mut self,
        step: &Step<'_>,
        hold: Option<Session>,
        now: Moment,
    ) -> Result<(), Fault> {
        let hold = hold.map(|session| session.id().cast_signed());
        let n_leased = self.leased.len() as i64;
        let leased: Vec<_> = self
            .leased
            .iter()
            .map(|(task, _)| task.0.cast_signed())
            .collect();
        let marks: Vec<_> = self.leased.iter().map(|(_, mark)| *mark).collect();
        let columns: Vec<_> = self
            .new
            .iter()
            .map(|(row, _)| Columns::from(&row.way))
            .collect();
        macro_rules! all {
            ($of:expr, $column:expr) => {
                $of.iter().map($column).collect::<Vec<_>>()
            };
        }
        let mark = mark();
        let requests: Vec<_> = self.new.iter().map(|(row, _)| request(row)).collect();
        let values: [Value<'_>; 18] = [
            (&false, Type::BOOL),
            (&hold, Type::INT8),
            (&n_leased, Type::INT8),
            (&millis(now), Type::INT8),
            (&leased, Type::INT8_ARRAY),
            (&marks, Type::INT8_ARRAY),
            (&mark, Type::INT8),
            (
                &all!(self.new, |(row, _)| &*row.client_ref),
                Type::TEXT_ARRAY,
            ),
            (
                &all!(self.new, |(row, _)| row.account.as_str()),
                Type::TEXT_ARRAY,
            ),
            (
                &all!(self.new, |(row, _)| row.destination.as_deref()),
                Type::TEXT_ARRAY,
            ),
            (&all!(self.new, |(row, _)| follows(row)), Type::TEXT_ARRAY),
            (&requests, Type::TEXT_ARRAY),
            (&all!(columns, |it| it.state), Type::TEXT_ARRAY),
            (&all!(columns, |it| it.fence), Type::INT8_ARRAY),
            (&all!(columns, |it| it.holder), Type::INT8_ARRAY),
            (&all!(columns, |it| it.id), Type::TEXT_ARRAY),
            (&all!(columns, |it| it.rank), Type::INT2_ARRAY),
            (&all!(columns, |it| it.rank_at), Type::INT8_ARRAY),
        ];
        let rows = step.rows(&step.sql.submit, &values).await?;
        let mut numbers: HashMap<(Box<str>, Account), TaskNo> = HashMap::new();
        for row in &rows {
            if let Some(task) = row.try_get::<_, Option<i64>>(0)? {
                let account = Account::from(row.try_get::<_, &str>(2)?);
                let name = (row.try_get::<_, &str>(1)?.into(), account);
                numbers.insert(name, TaskNo(task.cast_unsigned()));
            }
        }
        for (row, answers) in &self.new {
            // The session has ended meanwhile, and nothing was submitted: the next attempt says so.
            let name = (row.client_ref.clone(), row.account.clone());
            let task = *numbers.get(&name).ok_or(Fault::Missed)?;
            for nth in answers {
                let answer = &mut self.answer[*nth];
                answer.task = task;
                if let Some(held) = &mut answer.held {
                    held.task = Fenced { task, ..held.task };
                }
            }
        }
        Ok(())
    }
}

const fn submitted(task: TaskNo, is_new: bool, held: Option<Held>) -> Submitted {
    Submitted { task, is_new, held }
}

fn request(row: &Row) -> Option<String> {
    match &row.work {
        Work::Create(request) => Some(request.to_json()),
        Work::Follow(_) => None,
    }
}

fn follows(row: &Row) -> Option<&str> {
    match &row.work {
        Work::Create(_) => None,
        Work::Follow(id) => Some(id.as_str()),
    }
}
