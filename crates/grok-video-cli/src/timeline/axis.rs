//! The axis of time: where a moment stands, which moments are marked, and what is left out.

use std::time::{Duration, SystemTime};

use super::words::between;

/// The steps between marks that read well, in seconds.
const STEPS: [u32; 18] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200,
    86_400,
];

/// How far marks are from each other at the least, in pixels.
const MARKS: f64 = 62.0;

/// The shortest time that an axis shows, in seconds.
const SHORTEST: f64 = 5.0;

/// Only in this time or longer, in seconds, may nothing have happened for it to be left out.
const LONG: f64 = 3_600.0;

/// How much longer than all that is drawn it must be.
const RATIO: f64 = 2.0;

/// What is left without it must be longer than this, in seconds.
const REST: f64 = 30.0;

/// How many times are left out at most.
const BREAKS: usize = 6;

/// How wide the mark of one is.
const BREAK: f64 = 54.0;

/// A scale of time over a span of the picture, on which long times without news are cut out.
#[derive(Debug)]
pub(super) struct Axis {
    start: SystemTime,
    /// One behind the other.
    pieces: Vec<Piece>,
    /// In seconds.
    step: f64,
}

/// A part of an axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Piece {
    /// In seconds since the start, as is `until`.
    from: f64,
    until: f64,
    pub(super) left: f64,
    pub(super) right: f64,
    /// Whether it stands for a time that is left out.
    pub(super) is_break: bool,
}

impl Axis {
    /// Makes an axis on which all of these moments stand, in any order.
    pub(super) fn new(
        moments: impl IntoIterator<Item = SystemTime>,
        now: SystemTime,
        left: f64,
        right: f64,
    ) -> Self {
        let mut moments: Vec<SystemTime> = moments.into_iter().collect();
        moments.sort_unstable();
        moments.dedup();
        let start = moments.first().copied().unwrap_or(now);
        let ages = moments
            .iter()
            .map(|at| between(start, *at).as_secs_f64())
            .collect::<Vec<_>>();
        let end = ages.last().copied().unwrap_or_default().max(SHORTEST);
        let breaks = breaks(&ages);

        let left_out: f64 = breaks.iter().map(|(from, until)| until - from).sum();
        let room = right - left - BREAK * breaks.len() as f64;
        let scale = room / (end - left_out);
        let mut pieces = Vec::new();
        let (mut age, mut x) = (0.0, left);
        let mut add = |until: f64, width: f64, is_break| {
            pieces.push(Piece {
                from: age,
                until,
                left: x,
                right: x + width,
                is_break,
            });
            (age, x) = (until, x + width);
            age
        };
        let mut from = 0.0;
        for (begin, until) in breaks {
            add(begin, (begin - from) * scale, false);
            from = add(until, BREAK, true);
        }
        add(end, (end - from) * scale, false);
        Self {
            start,
            pieces,
            step: step(scale),
        }
    }

    pub(super) fn start(&self) -> SystemTime {
        self.start
    }

    /// Returns where a moment stands; what is before the start or behind the end stands there.
    pub(super) fn x(&self, at: SystemTime) -> f64 {
        let age = between(self.start, at).as_secs_f64();
        let index = self.pieces.partition_point(|piece| piece.until < age);
        let Some(piece) = self.pieces.get(index).or(self.pieces.last()) else {
            unreachable!("an axis has a last piece");
        };
        let length = piece.until - piece.from;
        if length <= 0.0 {
            return piece.right;
        }
        let part = ((age - piece.from) / length).clamp(0.0, 1.0);
        piece.left + (piece.right - piece.left) * part
    }

    pub(super) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Returns where the first break behind a place begins; endlessly far where there is none.
    pub(super) fn first_break(&self, x: f64) -> f64 {
        let mut breaks = self.pieces.iter().filter(|piece| piece.is_break);
        let first = breaks.find(|piece| piece.right > x);
        first.map_or(f64::INFINITY, |piece| piece.left)
    }

    /// Returns when a piece begins.
    pub(super) fn begin(&self, piece: &Piece) -> SystemTime {
        let age = Duration::try_from_secs_f64(piece.from).unwrap_or_default();
        self.start.checked_add(age).unwrap_or(self.start)
    }

    /// Returns the marks: where they stand, and how many seconds after the start that is.
    pub(super) fn marks(&self) -> impl Iterator<Item = (f64, u64)> {
        let step = self.step;
        let is_drawn = |piece: &&Piece| !piece.is_break && piece.until > piece.from;
        self.pieces.iter().filter(is_drawn).flat_map(move |piece| {
            let scale = (piece.right - piece.left) / (piece.until - piece.from);
            let first = (piece.from / step).ceil();
            let ages = (0..).map(move |index| (first + f64::from(index)) * step);
            let ages = ages.take_while(|age| *age <= piece.until);
            ages.map(move |age| (piece.left + (age - piece.from) * scale, age as u64))
        })
    }
}

impl Piece {
    /// Returns how long it is.
    pub(super) fn length(&self) -> Duration {
        Duration::try_from_secs_f64(self.until - self.from).unwrap_or(Duration::MAX)
    }
}

/// Returns the times that are left out, in order: each is far longer than all that is drawn.
fn breaks(ages: &[f64]) -> Vec<(f64, f64)> {
    let mut gaps: Vec<(f64, f64)> = ages.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let length = |gap: &(f64, f64)| gap.1 - gap.0;
    gaps.retain(|gap| length(gap) >= LONG);
    gaps.sort_by(|one, other| length(other).total_cmp(&length(one)));
    gaps.truncate(BREAKS);
    let mut rest = ages.last().copied().unwrap_or_default() - gaps.iter().map(length).sum::<f64>();
    while let Some(shortest) = gaps.last() {
        if rest > REST && length(shortest) > RATIO * rest {
            break;
        }
        rest += length(shortest);
        gaps.pop();
    }
    gaps.sort_by(|one, other| one.0.total_cmp(&other.0));
    gaps
}

/// Returns the step between marks, in seconds, at so many pixels a second.
fn step(scale: f64) -> f64 {
    let is_wide = |step: &f64| step * scale >= MARKS;
    if let Some(step) = STEPS.into_iter().map(f64::from).find(is_wide) {
        return step;
    }
    let mut step = 2.0 * 86_400.0;
    while !is_wide(&step) {
        step *= 2.0;
    }
    step
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    fn axis(ages: &[u64]) -> Axis {
        Axis::new(ages.iter().map(|age| at(*age)), at(0), 0.0, 700.0)
    }

    fn at(age: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_000_000) + Duration::from_secs(age)
    }

    fn marks(ages: &[u64]) -> Vec<u64> {
        axis(ages).marks().map(|(_, age)| age).collect()
    }

    #[test]
    fn marks_are_round() {
        assert_eq!(marks(&[]), [0, 1, 2, 3, 4, 5]);
        assert_eq!(marks(&[0, 61]), [0, 10, 20, 30, 40, 50, 60]);
        assert_eq!(
            marks(&[0, 600]),
            [0, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600]
        );
        assert_eq!(
            marks(&[0, 86_400]),
            [
                0, 10_800, 21_600, 32_400, 43_200, 54_000, 64_800, 75_600, 86_400
            ]
        );
    }

    #[test]
    fn no_range_has_many_marks_or_none() {
        for power in 0..60 {
            for ages in [vec![0, 1 << power], vec![0, 60, 120, 1 << power]] {
                let marks = marks(&ages);
                assert!((1..=14).contains(&marks.len()), "{ages:?} {marks:?}");
            }
        }
    }

    #[test]
    fn moments_stand_in_proportion_and_never_outside() {
        let axis = axis(&[100, 0]);
        assert!((axis.x(at(0)) - 0.0).abs() < 1e-9);
        assert!((axis.x(at(50)) - 350.0).abs() < 1e-9);
        assert!((axis.x(at(1000)) - 700.0).abs() < 1e-9);
        assert!((axis.x(UNIX_EPOCH) - 0.0).abs() < 1e-9);
    }

    #[test]
    fn long_times_without_news_are_left_out() {
        let day = 86_400;
        let axis = axis(&[0, 300, 600, 2 * day, 2 * day + 300, 2 * day + 600, 5 * day]);
        let breaks: Vec<_> = axis.pieces().iter().map(|piece| piece.is_break).collect();
        assert_eq!(breaks, [false, true, false, true, false]);
        let [.., after, _, _] = axis.pieces() else {
            panic!("{axis:?}");
        };
        assert_eq!(axis.begin(after), at(2 * day));
        assert_eq!(after.length(), Duration::from_secs(600));
        let ages: Vec<_> = axis.marks().map(|(_, age)| age).collect();
        assert!(
            ages.iter()
                .all(|age| *age <= 600 || (2 * day..=2 * day + 600).contains(age)),
            "{ages:?}"
        );
        assert!((axis.first_break(0.0) - axis.x(at(600))).abs() < 1e-6);
        assert!(axis.first_break(700.0).is_infinite());
        // What is drawn is drawn to one scale, in order.
        let first = axis.x(at(600)) - axis.x(at(0));
        let second = axis.x(at(2 * day + 600)) - axis.x(at(2 * day));
        assert!((first - second).abs() < 1e-6);
        assert!(axis.x(at(day)) > axis.x(at(600)));
        assert!((axis.x(at(5 * day)) - 700.0).abs() < 1e-6);
    }

    #[test]
    fn what_is_not_far_longer_than_the_rest_is_drawn() {
        for ages in [
            &[0, 86_400][..],
            &[0, 1, 7_200],
            &[0, 3_000, 6_000, 9_900],
            &[0, 60, 1_000],
        ] {
            assert_eq!(axis(ages).pieces().len(), 1, "{ages:?}");
        }
    }
}
