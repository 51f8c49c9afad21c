//! The marks of polls and waits, the same in the picture and in its legend.

use crate::plots::svg::{Svg, px};

use super::story::Kind;

/// How far a mark reaches from its middle.
pub(super) const RADIUS: f64 = 5.0;

/// How deep a long wait hangs below its line.
const DEPTH: f64 = 16.0;

impl Kind {
    /// All kinds, in the order of the legend.
    pub(super) const ALL: [Self; 6] = [
        Self::Good,
        Self::Unchanged,
        Self::Regressed,
        Self::Error,
        Self::Throttled,
        Self::Lost,
    ];

    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Unchanged => "unchanged",
            Self::Regressed => "regressed",
            Self::Error => "error",
            Self::Throttled => "throttled",
            Self::Lost => "lost",
        }
    }

    /// Returns what the legend calls the kind.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Good => "good answer",
            Self::Unchanged => "unchanged",
            Self::Regressed => "regressed",
            Self::Error => "error",
            Self::Throttled => "throttled",
            Self::Lost => "lost",
        }
    }
}

/// Draws the mark of a poll; each kind has a shape of its own, for those who see no colours.
pub(super) fn poll(svg: &mut Svg, kind: Kind, x: f64, y: f64) {
    let class = kind.class();
    let circle = |svg: &mut Svg, class: &str, radius: f64| {
        svg.leaf(
            "circle",
            &[
                ("class", &class),
                ("cx", &px(x)),
                ("cy", &px(y)),
                ("r", &px(radius)),
            ],
        );
    };
    let r = RADIUS;
    match kind {
        Kind::Good => circle(svg, class, r),
        Kind::Unchanged => circle(svg, &format!("{class} ring"), r - 1.0),
        Kind::Throttled => svg.rect(
            class,
            (x - r + 1.0, y - r + 1.0),
            (2.0 * r - 2.0, 2.0 * r - 2.0),
        ),
        Kind::Regressed => svg.path(
            class,
            &outline(&[(x - r, y - r + 1.0), (x + r, y - r + 1.0), (x, y + r)]),
        ),
        Kind::Error => svg.path(
            class,
            &outline(&[
                (x, y - r - 1.0),
                (x + r + 1.0, y),
                (x, y + r + 1.0),
                (x - r - 1.0, y),
            ]),
        ),
        Kind::Lost => {
            let [left, right, top, bottom] = [x - 4.0, x + 4.0, y - 4.0, y + 4.0].map(px);
            svg.path(
                &format!("{class} ring"),
                &format!("M{left} {top}L{right} {bottom}M{left} {bottom}L{right} {top}"),
            );
        }
    }
}

/// Draws the time from the asking to the answer.
pub(super) fn flight(svg: &mut Svg, kind: Kind, (from, to): (f64, f64), y: f64) {
    let (from, to, y) = (px(from), px(to), px(y));
    svg.path(
        &format!("{} flight", kind.class()),
        &format!("M{from} {y}H{to}"),
    );
}

/// Returns a closed path over these corners.
fn outline(corners: &[(f64, f64)]) -> String {
    let corners: Vec<String> = corners
        .iter()
        .map(|(x, y)| format!("{} {}", px(*x), px(*y)))
        .collect();
    format!("M{}Z", corners.join("L"))
}

/// Draws a wait: an arc that hangs from one place to another, where it ends in a tip.
///
/// A wait that was cut short has no tip.
pub(super) fn wait(
    svg: &mut Svg,
    is_asked_for: bool,
    (from, to): (f64, f64),
    y: f64,
    is_cut: bool,
) {
    let class = if is_asked_for { "asked" } else { "own" };
    let (start, end, top) = (px(from), px(to), px(y));
    // The arc reaches three quarters as deep as the points that bend it.
    let depth = DEPTH.min((to - from) / 2.0);
    let low = px(y + depth * 4.0 / 3.0);
    let bend = (to - from) / 6.0;
    let (first, second) = (px(from + bend), px(to - bend));
    svg.path(
        class,
        &format!("M{start} {top}C{first} {low} {second} {low} {end} {top}"),
    );
    if !is_cut {
        let tip = if is_asked_for { "tip-asked" } else { "tip-own" };
        svg.path(
            tip,
            &outline(&[(to, y - 2.0), (to - 4.0, y + 4.0), (to + 2.0, y + 5.0)]),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_a_class_and_a_shape_of_its_own() {
        let mut seen = Vec::new();
        for kind in Kind::ALL {
            let mut svg = Svg::default();
            poll(&mut svg, kind, 10.0, 10.0);
            let shape = svg.finish().replace(kind.class(), "");
            assert!(!seen.contains(&shape), "{shape}");
            seen.push(shape);
        }
    }

    #[test]
    fn a_wait_that_is_cut_has_no_tip() {
        let draw = |is_cut| {
            let mut svg = Svg::default();
            wait(&mut svg, false, (0.0, 60.0), 10.0, is_cut);
            svg.finish()
        };
        assert!(draw(false).contains("tip-own"));
        assert_eq!(
            draw(true),
            "<path class='own' d='M0 10C10 31.3 50 31.3 60 10'/>\n"
        );
    }
}
