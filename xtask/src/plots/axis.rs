//! The axis of time: where an age stands, and the round ages that are marked.

use std::time::Duration;

use super::labels::tenths;

/// The steps between marks that read well, in seconds.
const STEPS: [u64; 14] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200,
];

/// The most steps that an axis has.
const MAX_STEPS: u64 = 12;

/// A scale from zero to a round age, over a span of the picture.
#[derive(Debug)]
pub(super) struct Axis {
    left: f64,
    right: f64,
    /// In seconds, as is the step.
    end: u64,
    step: u64,
}

impl Axis {
    /// Makes an axis that ends at a round age behind `until`.
    pub(super) fn new(until: Duration, left: f64, right: f64) -> Self {
        let until = until.as_secs();
        let fits = |step: &u64| until / step < MAX_STEPS;
        // Behind the table, the steps are as round as they can be.
        let step = STEPS.into_iter().find(fits).unwrap_or_else(|| {
            let hours = until / MAX_STEPS / 3_600 + 1;
            hours * 3_600
        });
        Self {
            left,
            right,
            end: (until / step + 1) * step,
            step,
        }
    }

    /// Returns where an age stands; what is behind the end stands at the end.
    pub(super) fn x(&self, age: Duration) -> f64 {
        let part = age.as_secs_f64() / Duration::from_secs(self.end).as_secs_f64();
        self.left + (self.right - self.left) * part.min(1.0)
    }

    /// Returns the places that are marked, with their ages in words.
    pub(super) fn marks(&self) -> impl Iterator<Item = (f64, String)> {
        (0..=self.end / self.step).map(|index| {
            let age = Duration::from_secs(index * self.step);
            (self.x(age), clock(age))
        })
    }
}

/// Shows an age in minutes and seconds, to the nearest second.
pub(super) fn clock(age: Duration) -> String {
    let seconds = (age + Duration::from_millis(500)).as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// Shows a length in seconds, to the nearest tenth.
pub(super) fn seconds(length: Duration) -> String {
    tenths(length.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(until: u64) -> Vec<String> {
        let axis = Axis::new(Duration::from_secs(until), 0.0, 100.0);
        axis.marks().map(|(_, words)| words).collect()
    }

    #[test]
    fn marks_are_round_and_the_last_is_behind_the_end() {
        assert_eq!(marks(2), ["0:00", "0:01", "0:02", "0:03"]);
        assert_eq!(marks(60).last().map(String::as_str), Some("1:10"));
        let minutes = marks(501);
        assert_eq!(minutes.len(), 10);
        assert_eq!(minutes.last().map(String::as_str), Some("9:00"));
        assert_eq!(marks(0), ["0:00", "0:01"]);
    }

    #[test]
    fn no_age_gives_many_marks() {
        for power in 0..40 {
            let marks = marks(1 << power);
            assert!(marks.len() <= 13, "{marks:?}");
        }
    }

    #[test]
    fn ages_stand_in_proportion() {
        let axis = Axis::new(Duration::from_secs(501), 80.0, 620.0);
        assert!((axis.x(Duration::ZERO) - 80.0).abs() < 1e-9);
        assert!((axis.x(Duration::from_secs(270)) - 350.0).abs() < 1e-9);
        assert!((axis.x(Duration::MAX) - 620.0).abs() < 1e-9);
    }

    #[test]
    fn times_are_shown_round() {
        assert_eq!(clock(Duration::from_millis(59_400)), "0:59");
        assert_eq!(clock(Duration::from_millis(59_500)), "1:00");
        assert_eq!(clock(Duration::from_secs(3_661)), "61:01");
        assert_eq!(seconds(Duration::from_secs(75)), "75");
        assert_eq!(seconds(Duration::from_millis(54_121)), "54.1");
    }
}
