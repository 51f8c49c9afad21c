//! A history: steps on a ledger, each compared with what the model says.

use std::fmt::{self, Debug};
use std::time::Duration;

use super::actual::Actual;
use super::answer::Answer;
use super::coverage::Coverage;
use super::dice::Dice;
use super::draw::Draw;
use super::likeness::{is_close, is_like};
use super::model::Model;
use super::step::Step;
use super::subject::Subject;
use crate::{MAX_BATCH, Moment};

/// A ledger, and what may be thought of it. There is more than one thought only while nobody knows whether
/// sessions are over.
#[derive(Debug)]
pub(super) struct History<S> {
    actual: Actual<S>,
    thoughts: Vec<Model>,
    /// How long a call took at most, by the ledger's clock; zero for a clock that stands still.
    slack: Duration,
    pub(super) steps: Vec<Step>,
    pub(super) lists: u64,
}

/// A step that was not answered as it must be.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Difference {
    pub(super) steps: Vec<Step>,
    last: Step,
    expected: Answer,
    got: Answer,
}

impl<S: Subject> History<S> {
    pub(super) fn new(subject: S) -> Self {
        Self {
            actual: Actual::new(subject),
            thoughts: vec![Model::default()],
            slack: Duration::ZERO,
            steps: Vec::new(),
            lists: 0,
        }
    }

    /// Returns what is thought of the ledger.
    pub(super) fn model(&self) -> &Model {
        &self.thoughts[0]
    }

    pub(super) async fn now(&self) -> Moment {
        self.actual.subject.now().await
    }

    /// Draws a step.
    pub(super) async fn draw(&self, dice: &mut Dice, coverage: &Coverage, accounts: usize) -> Step {
        let now = self.now().await;
        let model = self.model();
        let mut draw = Draw {
            dice,
            model,
            coverage,
            now,
            accounts,
        };
        draw.step()
    }

    /// Makes a step and compares; where that leaves more than one thought, or `look`, compares the whole list.
    pub(super) async fn step(
        &mut self,
        step: Step,
        coverage: &mut Coverage,
        look: bool,
    ) -> Result<(), Box<Difference>> {
        if !self.settle(&step).await {
            return Ok(());
        }
        self.steps.push(step.clone());
        self.compare(&step, Some(coverage)).await?;
        if look || self.thoughts.len() > 1 {
            self.look().await?;
        }
        Ok(())
    }

    /// Where the clock runs, sees to it that steps lie apart, and that none hangs on how long a call takes; returns
    /// whether the step can be made.
    async fn settle(&mut self, step: &Step) -> bool {
        if self.slack.is_zero() {
            return true;
        }
        let slack = self.slack * 4 + Duration::from_millis(5);
        for _ in 0..10 {
            self.actual.subject.pass(Duration::from_millis(5)).await;
            if !is_close(self.model(), step, self.now().await, slack) {
                return true;
            }
            self.actual.subject.pass(slack).await;
        }
        false
    }

    /// Compares the whole list.
    pub(super) async fn look(&mut self) -> Result<(), Box<Difference>> {
        self.lists += 1;
        self.compare(&whole_list(), None).await
    }

    async fn compare(
        &mut self,
        step: &Step,
        coverage: Option<&mut Coverage>,
    ) -> Result<(), Box<Difference>> {
        let at = self.now().await;
        let got = self.actual.carry_out(step, &self.thoughts[0]).await;
        if !matches!(step, Step::Pass(_)) {
            self.slack = self.slack.max(self.now().await.since(at));
        }
        let mut fit: Vec<Model> = Vec::new();
        let mut expected = None;
        for thought in &self.thoughts {
            let mut model = thought.clone();
            let answer = model.step(step, at);
            if is_like(&answer, &got, self.slack * 2) && !fit.contains(&model) {
                fit.push(model);
            }
            expected.get_or_insert(answer);
        }
        if *step == Step::Reopen {
            fit.extend(ended(&fit, at));
        }
        if fit.is_empty() {
            return Err(Box::new(Difference {
                steps: self.steps.clone(),
                last: step.clone(),
                expected: expected.unwrap_or(Answer::Done),
                got,
            }));
        }
        if let Some(coverage) = coverage {
            coverage.note(&self.thoughts[0], step, &got, at);
        }
        self.thoughts = fit;
        Ok(())
    }

    /// Lets go of the ledger.
    pub(super) fn into_steps(self) -> Vec<Step> {
        self.steps
    }
}

/// Returns the thoughts in which all sessions are over, where that makes a difference.
fn ended(thoughts: &[Model], now: Moment) -> Vec<Model> {
    let mut ended: Vec<Model> = Vec::new();
    for thought in thoughts {
        let mut model = thought.clone();
        model.end_all(now);
        if model != *thought && !ended.contains(&model) {
            ended.push(model);
        }
    }
    ended
}

pub(super) fn whole_list() -> Step {
    Step::List {
        account: None,
        name: None,
        states: Vec::new(),
        after: None,
        n: MAX_BATCH,
    }
}

/// Draws a history and makes it; returns its ledger's steps and lists.
pub(super) async fn draw_one<S: Subject>(
    subject: S,
    seed: u64,
    n_steps: usize,
    coverage: &mut Coverage,
) -> Result<(u64, u64), Box<Difference>> {
    let mut dice = Dice::new(seed);
    let accounts = 1 + dice.below(3);
    let mut history = History::new(subject);
    for _ in 0..n_steps {
        let step = history.draw(&mut dice, coverage, accounts).await;
        let look = dice.chance(25);
        history.step(step, coverage, look).await?;
    }
    history.look().await?;
    let lists = history.lists;
    Ok((history.into_steps().len() as u64, lists))
}

/// Makes the same steps again, with the whole list after each.
pub(super) async fn replay<S: Subject>(subject: S, steps: &[Step]) -> Result<(), Box<Difference>> {
    let mut history = History::new(subject);
    let mut coverage = Coverage::default();
    for step in steps {
        history.step(step.clone(), &mut coverage, true).await?;
    }
    Ok(())
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "after these steps:")?;
        for (n, step) in self.steps.iter().enumerate() {
            writeln!(f, "{n:4}  {step:?}")?;
        }
        if self.steps.last() != Some(&self.last) {
            writeln!(f, "the list is not as it must be:")?;
        }
        match (&self.expected, &self.got) {
            (Answer::Listed(expected), Answer::Listed(got)) => first_of(expected, got, f),
            (Answer::Leased(expected), Answer::Leased(got)) => first_of(expected, got, f),
            (Answer::Submitted(expected), Answer::Submitted(got)) => first_of(expected, got, f),
            (expected, got) => pair(expected, got, f),
        }
    }
}

/// Shows the first of several answers that differs.
fn first_of<T: Debug + PartialEq>(
    expected: &[T],
    got: &[T],
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let same = expected
        .iter()
        .zip(got)
        .take_while(|(one, other)| one == other);
    let nth = same.count();
    writeln!(
        f,
        "{} answers, {} expected; at {nth}:",
        got.len(),
        expected.len()
    )?;
    pair(&expected.get(nth), &got.get(nth), f)
}

fn pair(expected: &dyn Debug, got: &dyn Debug, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    writeln!(f, "  must be: {expected:?}")?;
    write!(f, "  was:     {got:?}")
}
