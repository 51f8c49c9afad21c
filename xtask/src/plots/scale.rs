//! A scale of numbers: where each stands, and the round ones that are marked.

use std::ops::RangeInclusive;

/// How the round numbers begin, in each power of ten.
const ROUND: [u32; 3] = [1, 2, 5];

/// The powers of ten that have marks.
const POWERS: RangeInclusive<i32> = -2..=9;

/// The most steps of a scale that has even ones.
const MAX_STEPS: u32 = 6;

/// A scale over a span of the picture.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    from: f64,
    to: f64,
    /// Where the first and the last number stand.
    span: (f64, f64),
    marks: Vec<f64>,
    is_logarithmic: bool,
}

impl Scale {
    /// Makes a scale with even steps, from zero to the first round number that is not below `until`.
    pub(super) fn even(until: f64, span: (f64, f64)) -> Self {
        let marks = round_numbers()
            .find_map(|(begin, power)| {
                let marks: Vec<f64> = (0..=MAX_STEPS)
                    .map(|index| number(begin * index, power))
                    .collect();
                let last = marks.iter().skip(1).position(|mark| *mark >= until)?;
                Some(marks[..=last + 1].to_vec())
            })
            .unwrap_or_default();
        Self {
            from: 0.0,
            to: marks.last().copied().unwrap_or(until),
            span,
            marks,
            is_logarithmic: false,
        }
    }

    /// Makes a scale on which equal ratios are equally long, between the round numbers around two
    /// that differ and are above zero.
    pub(super) fn logarithmic((from, to): (f64, f64), span: (f64, f64)) -> Self {
        let numbers = || round_numbers().map(|(begin, power)| number(begin, power));
        let from = numbers()
            .filter(|mark| *mark <= from)
            .last()
            .unwrap_or(from);
        let to = numbers().find(|mark| *mark >= to).unwrap_or(to);
        Self {
            from,
            to,
            span,
            marks: numbers()
                .filter(|mark| (from..=to).contains(mark))
                .collect(),
            is_logarithmic: true,
        }
    }

    /// Returns where a number stands; what is behind an end stands behind the end as well.
    pub(super) fn at(&self, number: f64) -> f64 {
        let part = if self.is_logarithmic {
            (number / self.from).ln() / (self.to / self.from).ln()
        } else {
            (number - self.from) / (self.to - self.from)
        };
        let (start, end) = self.span;
        start + (end - start) * part
    }

    /// Returns the places that are marked, with their numbers.
    pub(super) fn marks(&self) -> impl Iterator<Item = (f64, String)> {
        self.marks
            .iter()
            .map(|mark| (self.at(*mark), mark.to_string()))
    }
}

/// Returns how the round numbers begin, and of which power of ten they are, from the least.
fn round_numbers() -> impl Iterator<Item = (u32, i32)> {
    POWERS.flat_map(|power| ROUND.map(|begin| (begin, power)))
}

/// Returns a decimal number, as exact as it can be.
fn number(begin: u32, power: i32) -> f64 {
    let begin = f64::from(begin);
    if power < 0 {
        begin / 10_f64.powi(-power)
    } else {
        begin * 10_f64.powi(power)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(scale: &Scale) -> Vec<String> {
        scale.marks().map(|(_, words)| words).collect()
    }

    #[test]
    fn even_marks_are_round_and_end_with_the_greatest_number() {
        let even = |until| words(&Scale::even(until, (0.0, 1.0)));
        assert_eq!(even(33.0), ["0", "10", "20", "30", "40"]);
        assert_eq!(even(20.0), ["0", "5", "10", "15", "20"]);
        assert_eq!(
            even(0.3),
            ["0", "0.05", "0.1", "0.15", "0.2", "0.25", "0.3"]
        );
        assert_eq!(even(0.0), ["0", "0.01"]);
        assert_eq!(even(1e9).last().map(String::as_str), Some("1000000000"));
    }

    #[test]
    fn logarithmic_marks_lie_around_the_numbers() {
        let logarithmic = |ends| words(&Scale::logarithmic(ends, (0.0, 1.0)));
        assert_eq!(
            logarithmic((3.3, 80.0)),
            ["2", "5", "10", "20", "50", "100"]
        );
        assert_eq!(logarithmic((4.0, 4.4)), ["2", "5"]);
        assert_eq!(logarithmic((1e-9, 0.02)), ["0.01", "0.02"]);
    }

    #[test]
    fn numbers_stand_in_proportion() {
        let scale = Scale::even(40.0, (200.0, 100.0));
        assert!((scale.at(0.0) - 200.0).abs() < 1e-9);
        assert!((scale.at(10.0) - 175.0).abs() < 1e-9);
        let scale = Scale::logarithmic((1.0, 100.0), (0.0, 50.0));
        assert!((scale.at(10.0) - 25.0).abs() < 1e-9);
        assert!((scale.at(1e3) - 75.0).abs() < 1e-9);
    }
}
