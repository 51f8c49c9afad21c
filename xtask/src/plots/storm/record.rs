//! What a fleet did in each second, as a file tells it.

use std::ops::RangeInclusive;

use crate::plots::csv;

/// The part of the budget from which on a rate has recovered.
const RECOVERED: f64 = 0.99;

/// A storm: seconds that follow each other, at least one.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) seconds: Vec<Second>,
}

/// What happened in one second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Second {
    /// When it began.
    pub(super) at: u32,
    /// How many queries began.
    pub(super) asked: u32,
    /// How many of these were answered 429.
    pub(super) throttled: u32,
    /// How many a second the fleet allowed itself at the end.
    pub(super) rate: f64,
}

impl Record {
    /// Reads a record; what is wrong with it is said with the number of the line.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut seconds: Vec<Second> = Vec::new();
        for row in csv::rows(text, ["second", "asked", "throttled", "rate"])? {
            let second = Second {
                at: row.whole(0)?,
                asked: row.whole(1)?,
                throttled: row.whole(2)?,
                rate: row.number(3)?,
            };
            if second.throttled > second.asked {
                return Err(row.complain("more queries are throttled than asked"));
            }
            if let Some(last) = seconds.last()
                && last.at.checked_add(1) != Some(second.at)
            {
                let (last, at) = (last.at, second.at);
                return Err(row.complain(format!("second {at} follows second {last}")));
            }
            seconds.push(second);
        }
        Ok(Self { seconds })
    }

    /// Returns the last second.
    pub(super) fn last(&self) -> u32 {
        self.seconds.last().map_or(0, |second| second.at)
    }

    /// Returns the greatest rate, which is the budget.
    pub(super) fn budget(&self) -> f64 {
        let rates = self.seconds.iter().map(|second| second.rate);
        rates.fold(0.0, f64::max)
    }

    /// Returns the second with the least rate, the first of them.
    pub(super) fn lowest(&self) -> Option<Second> {
        let seconds = self.seconds.iter().copied();
        seconds.min_by(|one, other| one.rate.total_cmp(&other.rate))
    }

    /// Returns the greatest number of any kind in a part of the record.
    pub(super) fn peak_of(&self, part: RangeInclusive<u32>) -> f64 {
        let seconds = self.seconds.iter().filter(|it| part.contains(&it.at));
        let numbers = seconds.map(|second| second.rate.max(second.asked.into()));
        numbers.fold(0.0, f64::max)
    }

    /// Returns the first and the last second in which queries were throttled.
    pub(super) fn storm(&self) -> Option<(u32, u32)> {
        let mut throttled = self.seconds.iter().filter(|second| second.throttled > 0);
        let first = throttled.next()?;
        let last = throttled.next_back().unwrap_or(first);
        Some((first.at, last.at))
    }

    /// Returns the second at whose end the rate is that of the budget again, for good or not.
    pub(super) fn recovered(&self) -> Option<u32> {
        let (_, end) = self.storm()?;
        let enough = self.budget() * RECOVERED;
        let mut after = self.seconds.iter().filter(|second| second.at > end);
        after.find(|second| second.rate >= enough).map(|it| it.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_happened_in_each_second() {
        let record = Record::parse(
            "second,asked,throttled,rate\n\
             7,20,0,20\n8,22,3,10\n9,9,9,5\n10,4,0,5\n11,5,0,19.9\n",
        )
        .expect("it is a record");
        assert_eq!(record.last(), 11);
        assert_eq!(record.storm(), Some((8, 9)));
        assert_eq!(record.recovered(), Some(11));
        assert_eq!(record.lowest().map(|second| second.at), Some(9));
        assert!((record.budget() - 20.0).abs() < 1e-9);
        assert!((record.peak_of(0..=11) - 22.0).abs() < 1e-9);
        assert!((record.peak_of(10..=11) - 19.9).abs() < 1e-9);
    }

    #[test]
    fn a_quiet_record_has_no_storm() {
        let record = Record::parse("second,asked,throttled,rate\n0,1,0,2\n").expect("a record");
        assert_eq!(record.storm(), None);
        assert_eq!(record.recovered(), None);
    }

    #[test]
    fn says_what_is_no_record_and_where() {
        let refused = |rows: &str| {
            Record::parse(&format!("second,asked,throttled,rate\n{rows}"))
                .expect_err("it is no record")
        };
        assert_eq!(
            refused("0,1,2,3\n"),
            "2: more queries are throttled than asked"
        );
        assert_eq!(
            refused("0,1,0,3\n2,1,0,3\n"),
            "3: second 2 follows second 0"
        );
        assert_eq!(refused("0,1,0,x\n"), "2: `x` is no number of rate");
        assert_eq!(refused(""), "2: has no rows");
    }
}
