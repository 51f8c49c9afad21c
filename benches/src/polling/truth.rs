//! How long tasks really take, as the benchmark of the schedules has it.

use crate::random::Random;

/// The standard deviations between 5 % and 95 %.
const WIDTH: f64 = 2.0 * 1.644_853_627;

/// A distribution of completion times.
#[derive(Clone, Copy, Debug)]
pub struct Truth {
    /// What is made.
    pub name: &'static str,
    /// The seconds at which 5 % are over, the slow tail aside.
    pub least: f64,
    /// The seconds at which 95 % are over.
    pub most: f64,
    /// What else is to be said of it.
    pub shape: Shape,
}

/// How the times lie between the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Lognormal, but two in a hundred take three times as long.
    Lognormal,
    /// Three quarters are over near the least time, the others near the most; none in between.
    TwoHumps,
}

impl Truth {
    /// A video of 6 to 10 seconds.
    pub const SHORT: Self = Self::lognormal("6-10 s", 120.0, 240.0);
    /// A video of 20 to 30 seconds.
    pub const LONG: Self = Self::lognormal("20-30 s", 240.0, 480.0);
    /// A video of the pro model.
    pub const PRO: Self = Self::lognormal("pro", 180.0, 360.0);

    /// The three by the provider's figures.
    pub const ALL: [Self; 3] = [Self::SHORT, Self::LONG, Self::PRO];

    const fn lognormal(name: &'static str, least: f64, most: f64) -> Self {
        let shape = Shape::Lognormal;
        Self {
            name,
            least,
            most,
            shape,
        }
    }

    /// Returns the same in so many times the time.
    pub fn slower(self, times: f64) -> Self {
        let (least, most) = (self.least * times, self.most * times);
        Self {
            least,
            most,
            ..self
        }
    }

    /// Returns the same range with two humps at its ends.
    pub fn with_two_humps(self) -> Self {
        Self {
            shape: Shape::TwoHumps,
            ..self
        }
    }

    /// Draws how many seconds a task takes.
    pub fn draw(&self, random: &mut Random) -> f64 {
        let uniform = unit(random);
        let normal =
            (-2.0 * unit(random).ln()).sqrt() * (std::f64::consts::TAU * unit(random)).cos();
        let part = self.parts().into_iter().scan(0.0, |sum, part| {
            *sum += part.weight;
            Some((*sum, part))
        });
        let part = part
            .filter(|(sum, _)| uniform < *sum)
            .map(|(_, part)| part)
            .next();
        let part = part.unwrap_or(self.parts()[0]);
        part.median * (normal * part.spread).exp()
    }

    /// Returns the share of tasks that are over after so many seconds.
    pub fn over(&self, seconds: f64) -> f64 {
        let over =
            |part: Part| part.weight * normal_below((seconds / part.median).ln() / part.spread);
        if seconds > 0.0 {
            self.parts().into_iter().map(over).sum()
        } else {
            0.0
        }
    }

    fn parts(&self) -> [Part; 2] {
        let part = |weight, median, spread| Part {
            weight,
            median,
            spread,
        };
        match self.shape {
            Shape::Lognormal => {
                let median = (self.least * self.most).sqrt();
                let spread = (self.most / self.least).ln() / WIDTH;
                [part(0.98, median, spread), part(0.02, 3.0 * median, spread)]
            }
            Shape::TwoHumps => [part(0.75, self.least, 0.05), part(0.25, self.most, 0.05)],
        }
    }
}

/// A lognormal part of a distribution.
#[derive(Clone, Copy)]
struct Part {
    weight: f64,
    median: f64,
    spread: f64,
}

/// Returns a random number above 0 and at most 1.
fn unit(random: &mut Random) -> f64 {
    ((random.bits() >> 11) + 1) as f64 / (1_u64 << 53) as f64
}

/// Returns how likely a normal variable is below `x`, to seven digits (Abramowitz and Stegun, 26.2.17).
fn normal_below(x: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * x.abs());
    let polynomial = t
        * (0.319_381_530
            + t * (-0.356_563_782
                + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
    let above = (-x * x / 2.0).exp() / std::f64::consts::TAU.sqrt() * polynomial;
    if x < 0.0 { above } else { 1.0 - above }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_distributed_as_is_told() {
        for truth in [
            Truth::SHORT,
            Truth::PRO.with_two_humps(),
            Truth::LONG.slower(0.5),
        ] {
            let mut random = Random::new(3);
            let draws: Vec<f64> = (0..20_000).map(|_| truth.draw(&mut random)).collect();
            for seconds in [100.0, 130.0, 170.0, 220.0, 300.0, 600.0] {
                let below = draws.iter().filter(|draw| **draw <= seconds).count();
                let share = below as f64 / draws.len() as f64;
                assert!(
                    (share - truth.over(seconds)).abs() < 0.01,
                    "{truth:?} {seconds}"
                );
            }
        }
    }
}
