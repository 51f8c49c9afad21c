use std::fmt;
use std::ops::{Bound, RangeBounds};

/// A range in words, as in "2 to 5".
#[derive(Debug)]
pub(super) struct Bounds<T> {
    high: Option<(T, bool)>,
    text: String,
}

impl<T: Clone + PartialOrd> Bounds<T> {
    pub(super) fn of(range: &impl RangeBounds<T>, show: impl Fn(&T) -> String) -> Self {
        let low = match range.start_bound() {
            Bound::Included(low) | Bound::Excluded(low) => Some(low.clone()),
            Bound::Unbounded => None,
        };
        let high = match range.end_bound() {
            Bound::Included(high) => Some((high.clone(), true)),
            Bound::Excluded(high) => Some((high.clone(), false)),
            Bound::Unbounded => None,
        };
        let text = match (&low, &high) {
            (Some(low), Some((high, true))) if low == high => show(low),
            (Some(low), Some((high, true))) => format!("{} to {}", show(low), show(high)),
            (Some(low), Some((high, false))) => {
                format!("{} to less than {}", show(low), show(high))
            }
            (Some(low), None) => format!("at least {}", show(low)),
            (None, Some((high, true))) => format!("at most {}", show(high)),
            (None, Some((high, false))) => format!("less than {}", show(high)),
            (None, None) => "anything".to_owned(),
        };
        Self { high, text }
    }

    /// Tells whether the whole range lies below `value`.
    pub(super) fn is_below(&self, value: &T) -> bool {
        match &self.high {
            Some((high, true)) => high < value,
            Some((high, false)) => high <= value,
            None => false,
        }
    }
}

impl<T> fmt::Display for Bounds<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
