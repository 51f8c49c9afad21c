//! The signs that stand in a picture; each has a shape of its own.

use super::end::EndKind;
use super::svg::{Svg, px};

/// How far the rim of a sign of an end is from its middle.
pub(super) const RADIUS: f64 = 7.5;

/// How long the tick of a poll is.
pub(super) const TICK: f64 = 5.0;

/// How wide the triangle of an error is.
pub(super) const ERROR: f64 = 9.0;

/// Draws the sign of an end around a point.
pub(super) fn end(svg: &mut Svg, kind: EndKind, (x, y): (f64, f64)) {
    let (at_x, at_y) = (px(x), px(y));
    match kind {
        EndKind::Saved => {
            svg.circle("good", (x, y), RADIUS);
            svg.path(
                "sign",
                &format!("M{at_x} {at_y}m-3.5 0.5l2.5 2.5l4.5-5"),
                "",
            );
        }
        EndKind::Completed => {
            svg.circle("ring", (x, y), RADIUS - 1.0);
            svg.path(
                "sign onpaper",
                &format!("M{at_x} {at_y}m-3 0.5l2 2l4-4.5"),
                "",
            );
        }
        EndKind::Failed => {
            let corner = RADIUS - 0.5;
            svg.rect(
                "bad",
                (x - corner, y - corner),
                (2.0 * corner, 2.0 * corner),
                "",
            );
            svg.path("sign", &format!("M{at_x} {at_y}m-3-3l6 6m-6 0l6-6"), "");
        }
        EndKind::Unknown => {
            svg.path(
                "doubt",
                &format!("M{at_x} {at_y}m0-9.5l9.5 9.5l-9.5 9.5l-9.5-9.5z"),
                "",
            );
            svg.label("question name middle", (x, y + 4.2), "?");
        }
    }
}

/// Draws the sign of a watch that ended before its task did, around a point.
pub(super) fn stop(svg: &mut Svg, (x, y): (f64, f64), tip: &str) {
    let (x, y) = (px(x), px(y));
    let path = format!("M{x} {y}m-6.5-6.5h13v13h-13zm3.5 3v7h2v-7zm4 0v7h2v-7z");
    svg.path("hold rim", &path, tip);
}

/// Draws the ticks of polls that end at `y`, of which those of the same pixel are one.
pub(super) fn ticks(svg: &mut Svg, xs: impl IntoIterator<Item = f64>, y: f64) {
    let mut pixels: Vec<i64> = xs.into_iter().map(|x| x.round() as i64).collect();
    pixels.sort_unstable();
    pixels.dedup();
    if pixels.is_empty() {
        return;
    }
    let top = px(y - TICK);
    let ticks = pixels
        .iter()
        .map(|pixel| format!("M{pixel}.5 {top}v{TICK}"))
        .collect::<String>();
    svg.path("poll", &ticks, "");
}

/// Draws the sign of an error around a point.
pub(super) fn error(svg: &mut Svg, (x, y): (f64, f64), tip: &str) {
    let path = format!("M{} {}l4.5 8h-9z", px(x), px(y - 4.0));
    svg.path("error", &path, tip);
}
