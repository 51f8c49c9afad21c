//! The three kinds of tasks that the schedules are tried on.

use std::iter::successors;
use std::ops::Range;
use std::time::Duration;

use grok_video_poller::{Adaptive, JobClass};
use grok_video_types::Model;

use super::learning::{ages, train};
use super::rivals::oracle;
use super::score::{Sample, Score};
use super::truth::Truth;
use crate::random::Random;

/// The least gaps between polls that are tried, in seconds.
pub const GAPS: [f64; 2] = [30.0, 5.0];

/// Tasks that take alike, and a sample of them to try schedules on.
#[derive(Debug)]
pub struct Workload {
    /// How long they take.
    pub truth: Truth,
    /// Their name for a learned schedule.
    pub class: JobClass,
    /// How many seconds of delay a poll is worth at a gap of 30 s: so little that there is hardly more delay
    /// than with one every 30 s.
    pub sparse_poll_cost: f64,
    /// How many seconds of delay a poll is worth at a gap of 5 s: so much that there are as many polls as
    /// with one every 30 s.
    pub dense_poll_cost: f64,
    /// The times of some tasks.
    pub sample: Sample,
}

/// A point of a picture of polls and delays.
#[derive(Clone, Debug)]
pub struct Point {
    /// Which schedule.
    pub schedule: String,
    /// The kind of tasks.
    pub workload: &'static str,
    /// What it costs.
    pub score: Score,
}

impl Workload {
    /// How many tasks a profile has seen that knows the truth.
    pub const N_KNOWN: usize = 300;

    /// Draws all three, so many tasks of each.
    pub fn all(n_tasks: usize, seed: u64) -> [Self; 3] {
        let workload = |truth, class, [sparse_poll_cost, dense_poll_cost]: [f64; 2], nth| Self {
            truth,
            class,
            sparse_poll_cost,
            dense_poll_cost,
            sample: Sample::new(&truth, n_tasks, seed + nth),
        };
        let class = |model, seconds| JobClass::new(model, seconds, 0);
        let (short, long) = (class(Model::GrokVideo3, 10), class(Model::GrokVideo3, 20));
        let pro = class(Model::GrokVideo3Pro, 10);
        [
            workload(Truth::SHORT, short, [0.3, 0.87], 0),
            workload(Truth::LONG, long, [0.2, 0.455], 1),
            workload(Truth::PRO, pro, [0.3, 0.61], 2),
        ]
    }

    /// Returns how many seconds of delay a poll is worth at a gap.
    pub fn poll_cost(&self, gap: f64) -> f64 {
        if gap < 30.0 {
            self.dense_poll_cost
        } else {
            self.sparse_poll_cost
        }
    }

    /// Returns what the schedule costs that knows the truth and does not hedge.
    pub fn oracle(&self, gap: f64, poll_cost: f64) -> Score {
        self.sample.score(oracle(&self.truth, gap, poll_cost))
    }

    /// Starts to learn, with a gap and what a poll is worth there.
    pub fn adaptive(&self, gap: f64) -> Adaptive {
        adaptive(gap, self.poll_cost(gap))
    }

    /// Returns a schedule that has seen enough of these tasks by its own polls.
    pub fn trained(&self, gap: f64, seed: u64) -> Adaptive {
        let mut adaptive = self.adaptive(gap);
        let mut random = Random::new(seed);
        train(
            &mut adaptive,
            &self.class,
            &self.truth,
            Self::N_KNOWN,
            &mut random,
        );
        adaptive
    }

    /// Returns what a learned schedule costs.
    pub fn score(&self, adaptive: &mut Adaptive) -> Score {
        self.sample.score(ages(&adaptive.plan(&self.class)))
    }

    /// Returns the mean cost of a learned schedule and the worst over some trainings, after so many
    /// completions of these tasks, having started from the figures for a class.
    pub fn costs<const N: usize>(
        &self,
        start: &JobClass,
        gap: f64,
        after: &[usize; N],
        seeds: Range<u64>,
    ) -> [(f64, f64); N] {
        let n_trainings = (seeds.end - seeds.start) as f64;
        let mut costs = [(0.0, 0.0_f64); N];
        for seed in seeds {
            let mut random = Random::new(seed);
            let mut ours = self.adaptive(gap);
            let mut n_seen = 0;
            for ((mean, worst), after) in costs.iter_mut().zip(after) {
                train(&mut ours, start, &self.truth, after - n_seen, &mut random);
                n_seen = *after;
                let plan = ours.plan(start);
                let cost = self.sample.score(ages(&plan)).cost(self.poll_cost(gap));
                *mean += cost / n_trainings;
                *worst = worst.max(cost);
            }
        }
        costs
    }

    /// Returns our schedules and the oracle's for a poll that is worth from little to much.
    pub fn curve(&self, gap: f64, seed: u64) -> Vec<Point> {
        let known = self.trained(gap, seed);
        let profile = known.profile(&self.class).expect("it has learned").clone();
        let poll_costs =
            successors(Some(0.05), |cost| Some(cost * 1.5)).take_while(|it| *it < 30.0);
        let mut points = Vec::new();
        for poll_cost in poll_costs {
            let mut ours = adaptive(gap, poll_cost);
            ours.insert(&self.class, profile.clone());
            let scores = [
                ("ours", self.score(&mut ours)),
                ("oracle", self.oracle(gap, poll_cost)),
            ];
            points.extend(scores.map(|(name, score)| Point {
                schedule: format!("curve {name} gap {gap} s"),
                workload: self.truth.name,
                score,
            }));
        }
        points
    }
}

fn adaptive(gap: f64, poll_cost: f64) -> Adaptive {
    let duration = Duration::from_secs_f64;
    Adaptive::new(duration(gap), duration(poll_cost)).expect("gap and cost are moderate")
}
