//! What a schedule costs on a sample of tasks.

use super::truth::Truth;
use crate::random::Random;

/// What a schedule costs a task, on average.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// How often a task is asked for.
    pub polls: f64,
    /// How many seconds it is over before that is seen.
    pub delay: f64,
}

impl Score {
    /// Returns delay and polls together, where a poll is worth so many seconds.
    pub fn cost(self, poll_cost: f64) -> f64 {
        self.delay + poll_cost * self.polls
    }
}

/// Times of tasks, to try schedules on.
#[derive(Clone, Debug)]
pub struct Sample {
    sorted: Vec<f64>,
    /// The sum of the first so many.
    sums: Vec<f64>,
}

impl Sample {
    /// Draws so many.
    pub fn new(truth: &Truth, n: usize, seed: u64) -> Self {
        let mut random = Random::new(seed);
        let mut sorted: Vec<f64> = (0..n).map(|_| truth.draw(&mut random)).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let mut sums = vec![0.0];
        for (n, time) in sorted.iter().enumerate() {
            sums.push(sums[n] + time);
        }
        Self { sorted, sums }
    }

    /// Tries a schedule, given by the ages of its polls, which never end.
    pub fn score(&self, ages: impl Iterator<Item = f64>) -> Score {
        let n = self.sorted.len();
        let (mut polls, mut delay, mut over) = (0, 0.0, 0);
        for age in ages {
            polls += n - over;
            let now = over + self.sorted[over..].partition_point(|time| *time <= age);
            delay += age * (now - over) as f64 - (self.sums[now] - self.sums[over]);
            over = now;
            if over == n {
                break;
            }
        }
        assert_eq!(over, n, "the schedule ends before the tasks do");
        Score {
            polls: polls as f64 / n as f64,
            delay: delay / n as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_task_waits_for_the_next_poll() {
        let sample = Sample {
            sorted: vec![4.0, 10.0, 12.0],
            sums: vec![0.0, 4.0, 14.0, 26.0],
        };
        let score = sample.score((1..).map(|n| f64::from(n) * 10.0));
        assert_eq!(
            score,
            Score {
                polls: 4.0 / 3.0,
                delay: 14.0 / 3.0
            }
        );
    }
}
