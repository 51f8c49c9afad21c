//! The grid behind what is measured: a line for each mark of an axis, and what the mark says.

use super::labels::MIDDLE;
use super::svg::{Svg, px};

/// Draws the marks of an axis that lies: lines up from the `bottom` to the `top`, words below.
pub(super) fn columns(
    svg: &mut Svg,
    marks: impl Iterator<Item = (f64, String)>,
    (left, right): (f64, f64),
    (top, bottom): (f64, f64),
) {
    let (top, foot) = (px(top), px(bottom));
    for (x, words) in marks {
        let at = px(x);
        svg.path("grid", &format!("M{at} {top}V{foot}"));
        svg.path("axis", &format!("M{at} {foot}v5"));
        svg.label("pale", x, bottom + 17.0, &words);
    }
    svg.path("axis", &format!("M{} {foot}H{}", px(left), px(right)));
}

/// Draws the lines of an axis that stands, from `left` to `right`.
pub(super) fn rows(
    svg: &mut Svg,
    marks: impl Iterator<Item = (f64, String)>,
    (left, right): (f64, f64),
) {
    for (y, _) in marks {
        let (from, y, to) = (px(left), px(y), px(right));
        svg.path("grid", &format!("M{from} {y}H{to}"));
    }
}

/// Writes the words of an axis that stands, to the left of `x`.
pub(super) fn row_words(svg: &mut Svg, marks: impl Iterator<Item = (f64, String)>, x: f64) {
    for (y, words) in marks {
        svg.label("stop pale", x - 6.0, y + MIDDLE, &words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_have_a_line_and_words_for_each_mark() {
        let marks = || [(10.0, "1".to_owned()), (20.0, "2".to_owned())].into_iter();
        let mut svg = Svg::default();
        columns(&mut svg, marks(), (0.0, 30.0), (5.0, 50.0));
        let columns = svg.finish();
        assert_eq!(columns.matches("class='grid'").count(), 2);
        assert!(columns.contains("<text x='20' y='67' class='pale'>2</text>"));
        assert!(columns.ends_with("d='M0 50H30'/>\n"), "{columns}");
        let mut svg = Svg::default();
        rows(&mut svg, marks(), (0.0, 30.0));
        row_words(&mut svg, marks(), 0.0);
        let rows = svg.finish();
        assert!(rows.contains("d='M0 20H30'"), "{rows}");
        assert!(rows.contains("<text x='-6' y='24' class='stop pale'>2</text>"));
    }
}
