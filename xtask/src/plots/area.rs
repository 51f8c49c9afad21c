//! A rectangle in a picture.

/// A rectangle, by its edges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Area {
    /// Makes an area that reaches so far from its middle, to the sides and up and down.
    pub(super) fn around((x, y): (f64, f64), (aside, up): (f64, f64)) -> Self {
        Self {
            left: x - aside,
            top: y - up,
            right: x + aside,
            bottom: y + up,
        }
    }

    pub(super) fn middle(&self) -> (f64, f64) {
        let (x, y) = (self.left + self.right, self.top + self.bottom);
        (x / 2.0, y / 2.0)
    }

    /// Returns the point of the area that is nearest to another.
    pub(super) fn nearest(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (
            x.clamp(self.left, self.right),
            y.clamp(self.top, self.bottom),
        )
    }

    pub(super) fn meets(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    pub(super) fn holds(&self, other: &Self) -> bool {
        self.left <= other.left
            && other.right <= self.right
            && self.top <= other.top
            && other.bottom <= self.bottom
    }

    /// Returns the ends of what is inside of a line.
    pub(super) fn part_of_line(
        &self,
        from: (f64, f64),
        to: (f64, f64),
    ) -> Option<((f64, f64), (f64, f64))> {
        let (across, down) = (to.0 - from.0, to.1 - from.1);
        let (mut start, mut end) = (0.0_f64, 1.0_f64);
        // By each edge: how fast the line leaves through it, and how far it is away.
        for (speed, room) in [
            (-across, from.0 - self.left),
            (across, self.right - from.0),
            (-down, from.1 - self.top),
            (down, self.bottom - from.1),
        ] {
            if speed < 0.0 {
                start = start.max(room / speed);
            } else if speed > 0.0 {
                end = end.min(room / speed);
            } else if room < 0.0 {
                return None;
            }
        }
        let at = |part: f64| (from.0 + across * part, from.1 + down * part);
        (start <= end).then(|| (at(start), at(end)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Area = Area {
        left: 0.0,
        top: 0.0,
        right: 20.0,
        bottom: 10.0,
    };

    #[test]
    fn areas_meet_where_they_overlap() {
        let beside = Area::around((25.0, 5.0), (5.0, 5.0));
        assert!(!AREA.meets(&beside));
        let over = Area::around((24.0, 5.0), (5.0, 5.0));
        assert!(AREA.meets(&over) && !AREA.holds(&over));
        assert!(AREA.holds(&Area::around(AREA.middle(), (10.0, 5.0))));
    }

    #[test]
    fn the_nearest_point_is_on_the_edge() {
        assert_eq!(AREA.nearest((30.0, 4.0)), (20.0, 4.0));
        assert_eq!(AREA.nearest((-1.0, -1.0)), (0.0, 0.0));
    }

    #[test]
    fn a_line_is_cut_at_the_edges() {
        let whole = ((1.0, 1.0), (2.0, 2.0));
        assert_eq!(AREA.part_of_line(whole.0, whole.1), Some(whole));
        let part = AREA.part_of_line((5.0, -10.0), (5.0, 10.0));
        assert_eq!(part, Some(((5.0, 0.0), (5.0, 10.0))));
        let part = AREA.part_of_line((10.0, 5.0), (30.0, 15.0));
        assert_eq!(part, Some(((10.0, 5.0), (20.0, 10.0))));
        assert_eq!(AREA.part_of_line((30.0, 0.0), (30.0, 5.0)), None);
        assert_eq!(AREA.part_of_line((-5.0, 4.0), (4.0, -5.0)), None);
    }
}
