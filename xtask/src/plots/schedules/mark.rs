//! The mark of a schedule in a panel, and its name beside it.

use crate::plots::areas::{Side, Spot};
use crate::plots::labels::MIDDLE;
use crate::plots::svg::{Svg, px};

/// How far a mark reaches.
pub(super) const RADIUS: f64 = 6.0;

/// A schedule, and where it stands.
#[derive(Debug)]
pub(super) struct Mark<'a> {
    pub(super) at: (f64, f64),
    pub(super) name: &'a str,
    /// The class of what is ours.
    pub(super) class: Option<&'static str>,
    /// Where the name stands, if there is room for it.
    pub(super) spot: Option<Spot>,
}

impl Mark<'_> {
    /// Leads from the mark to a name that is far from it.
    pub(super) fn draw_lead(&self, svg: &mut Svg) {
        if let Some(spot) = self.spot.filter(|spot| spot.is_far) {
            let (x, y) = (px(self.at.0), px(self.at.1));
            let end = spot.area.nearest(self.at);
            svg.path("lead", &format!("M{x} {y}L{} {}", px(end.0), px(end.1)));
        }
    }

    pub(super) fn draw(&self, svg: &mut Svg) {
        let (x, y) = self.at;
        match self.class {
            Some(class) => svg.leaf(
                "circle",
                &[
                    ("class", &format!("mark {class}")),
                    ("cx", &px(x)),
                    ("cy", &px(y)),
                    ("r", &px(RADIUS - 0.5)),
                ],
            ),
            None => peer(svg, x, y),
        }
    }

    pub(super) fn draw_name(&self, svg: &mut Svg) {
        let Some(spot) = self.spot else {
            return;
        };
        let (middle, y) = spot.area.middle();
        let (x, anchor) = match spot.side {
            Side::Left => (spot.area.right, "stop "),
            Side::Middle => (middle, ""),
            Side::Right => (spot.area.left, "start "),
        };
        let class = format!("{anchor}halo {}", self.class.unwrap_or_default());
        svg.label(class.trim_end(), x, y + MIDDLE, self.name);
    }
}

/// Draws the mark of a schedule of others.
pub(super) fn peer(svg: &mut Svg, x: f64, y: f64) {
    let (left, y) = (px(x - RADIUS), px(y));
    let r = px(RADIUS);
    svg.path(
        "mark peer",
        &format!("M{left} {y}l{r}-{r} {r} {r}-{r} {r}Z"),
    );
}

#[cfg(test)]
mod tests {
    use crate::plots::area::Area;

    use super::*;

    fn drawn(class: Option<&'static str>, is_far: bool) -> String {
        let mark = Mark {
            at: (50.0, 50.0),
            name: "fixed",
            class,
            spot: Some(Spot {
                area: Area::around((80.0, 20.0), (20.0, 7.0)),
                side: Side::Right,
                is_far,
            }),
        };
        let mut svg = Svg::default();
        mark.draw_lead(&mut svg);
        mark.draw(&mut svg);
        mark.draw_name(&mut svg);
        svg.finish()
    }

    #[test]
    fn ours_and_others_have_shapes_of_their_own() {
        assert!(drawn(Some("gap"), false).starts_with("<circle class='mark gap' "));
        assert!(drawn(None, false).starts_with("<path class='mark peer' "));
    }

    #[test]
    fn a_line_leads_to_a_name_that_is_far() {
        let far = drawn(None, true);
        assert!(
            far.starts_with("<path class='lead' d='M50 50L60 27'/>"),
            "{far}"
        );
        assert!(
            far.ends_with("<text x='60' y='24' class='start halo'>fixed</text>\n"),
            "{far}"
        );
        assert!(!drawn(None, false).contains("lead"));
    }
}
