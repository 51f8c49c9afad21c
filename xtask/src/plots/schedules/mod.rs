//! A comparison of schedules: how often each asks against how late it learns, a panel a workload.

mod comparison;
mod entry;
mod mark;
mod palette;

use super::area::Area;
use super::areas::Areas;
use super::frame::{Frame, LEFT, MARGIN, RIGHT};
use super::grid;
use super::labels::{MIDDLE, tenths};
use super::legend;
use super::scale::Scale;
use super::svg::{Svg, px};

use self::comparison::{Comparison, Curve, Maker, Schedule, Workload, told};
use self::entry::Entry;
use self::mark::{Mark, RADIUS};

const TITLE: &str = "What schedules cost";
const HEADING: &str = "Mean polls of a task, and mean delay until its end is known, by the kind of video: lower left is better.";

/// The heights of what stands in the picture, from the top.
const NAMES: f64 = 54.0;
const TOP: f64 = 64.0;
const BOTTOM: f64 = 252.0;
const UNITS: f64 = 286.0;
const LEGEND: f64 = 310.0;
const HEIGHT: f64 = 354.0;

/// The space between two panels.
const SPACE: f64 = 22.0;

/// What the numbers count.
const ACROSS: &str = "polls a task";
const UP: &str = "delay, s";

/// How far the scales go on at least behind the schedules.
const MORE: f64 = 1.1;

/// Where better is.
const BETTER: &str = "better";

/// A part of the picture.
struct Panel {
    x: Scale,
    y: Scale,
    area: Area,
}

/// Draws a comparison, given as the text of its file.
pub(super) fn draw(text: &str) -> Result<String, String> {
    let comparison = Comparison::parse(text)?;
    let frame = Frame {
        title: TITLE,
        heading: HEADING,
        description: &description(&comparison),
        height: HEIGHT,
        style: &palette::STYLE,
    };
    Ok(frame.around(|svg| {
        svg.label("start pale", MARGIN, NAMES, UP);
        let panels = panels(&comparison);
        if let Some(first) = panels.first() {
            grid::row_words(svg, first.y.marks(), LEFT);
        }
        for (panel, workload) in panels.iter().zip(&comparison.workloads) {
            draw_panel(svg, panel, workload, &comparison.gaps());
        }
        legend::draw(svg, &Entry::all(&comparison), MARGIN, RIGHT, LEGEND);
    }))
}

/// Returns the figures for those who can't see them.
fn description(comparison: &Comparison) -> String {
    let mut words = HEADING.to_owned();
    for workload in &comparison.workloads {
        let schedules = workload.schedules.iter().map(|schedule| {
            let (polls, delay) = (tenths(schedule.cost.polls), tenths(schedule.cost.delay));
            format!("{} {polls} polls and {delay} s", schedule.name)
        });
        let curves = workload.curves.iter().filter_map(|curve| {
            let (first, last) = (curve.costs.first()?, curve.costs.last()?);
            let maker = match curve.maker {
                Maker::Oracle => "the oracle",
                Maker::Ours | Maker::Peer => "ours",
            };
            Some(format!(
                "{maker} with {} from {} polls and {} s to {} polls and {} s",
                told(&curve.gap),
                tenths(first.polls),
                tenths(first.delay),
                tenths(last.polls),
                tenths(last.delay),
            ))
        });
        let parts: Vec<String> = schedules.chain(curves).collect();
        words += &format!(" {}: {}.", workload.name, parts.join(", "));
    }
    words
}

/// Returns a panel for each workload, side by side, all of the same scales.
fn panels(comparison: &Comparison) -> Vec<Panel> {
    let polls = || comparison.schedules().map(|it| it.cost.polls);
    let least = polls().fold(f64::INFINITY, f64::min) / MORE;
    let most = polls().fold(0.0, f64::max) * MORE;
    let delays = comparison.schedules().map(|it| it.cost.delay);
    let latest = delays.fold(0.0, f64::max) * MORE;
    let n_panels: f64 = comparison.workloads.iter().map(|_| 1.0).sum();
    let width = (RIGHT - LEFT + SPACE) / n_panels - SPACE;
    let mut left = LEFT;
    let panel = |_: &Workload| {
        let area = Area {
            left,
            top: TOP,
            right: left + width,
            bottom: BOTTOM,
        };
        left = area.right + SPACE;
        Panel {
            x: Scale::logarithmic((least, most), (area.left, area.right)),
            y: Scale::even(latest, (BOTTOM, TOP)),
            area,
        }
    };
    comparison.workloads.iter().map(panel).collect()
}

fn draw_panel(svg: &mut Svg, panel: &Panel, workload: &Workload, gaps: &[&str]) {
    let (left, right) = (panel.area.left, panel.area.right);
    let middle = (left + right) / 2.0;
    svg.label("name", middle, NAMES, &workload.name);
    grid::rows(svg, panel.y.marks(), (left, right));
    grid::columns(svg, panel.x.marks(), (left, right), (TOP, BOTTOM));
    svg.label("pale", middle, UNITS, ACROSS);

    let mut areas = Areas::new(panel.area);
    draw_better(svg, panel, &mut areas);
    let class = |name: &str| {
        let index = gaps.iter().position(|gap| *gap == name);
        palette::gap(index.unwrap_or_default())
    };
    // Ours are drawn over the oracle's.
    let is_ours = |curve: &&Curve| curve.maker != Maker::Oracle;
    let (ours, oracles): (Vec<_>, Vec<_>) = workload.curves.iter().partition(is_ours);
    for curve in oracles {
        draw_curve(svg, panel, curve, palette::ORACLE, &mut areas);
    }
    for curve in ours {
        draw_curve(svg, panel, curve, class(&curve.gap), &mut areas);
    }
    // Ours may choose the places of their names first; of the oracle, the curve says all.
    let of = |maker: Maker| {
        workload
            .schedules
            .iter()
            .filter(move |it| it.maker == maker)
    };
    let marked = || of(Maker::Ours).chain(of(Maker::Peer));
    for schedule in marked() {
        areas.take(Area::around(panel.at(schedule), (RADIUS, RADIUS)));
    }
    let marks: Vec<Mark<'_>> = marked()
        .map(|schedule| Mark {
            at: panel.at(schedule),
            name: &schedule.name,
            class: (schedule.maker == Maker::Ours).then(|| class(&schedule.gap)),
            spot: areas.place(panel.at(schedule), &schedule.name),
        })
        .collect();
    for draw in [Mark::draw_lead, Mark::draw, Mark::draw_name] {
        marks.iter().for_each(|mark| draw(mark, svg));
    }
}

/// Points to the corner of a panel in which schedules are better.
fn draw_better(svg: &mut Svg, panel: &Panel, areas: &mut Areas) {
    let (x, y) = (panel.area.left + 8.0, panel.area.bottom - 8.0);
    let (at, top) = (px(x), px(y));
    svg.path(
        "arrow",
        &format!("M{at} {top}l12-12M{at} {top}v-6M{at} {top}h6"),
    );
    svg.label("start pale", x + 15.0, y - 9.0 + MIDDLE, BETTER);
    areas.take(Area {
        left: panel.area.left,
        top: y - 18.0,
        right: x + 60.0,
        bottom: panel.area.bottom,
    });
}

/// Draws what of a curve is in its panel.
fn draw_curve(svg: &mut Svg, panel: &Panel, curve: &Curve, class: &str, areas: &mut Areas) {
    let at = |index: usize| {
        let cost = curve.costs[index];
        (panel.x.at(cost.polls), panel.y.at(cost.delay))
    };
    let mut path = String::new();
    let mut end = None;
    for index in 1..curve.costs.len() {
        let Some((from, to)) = panel.area.part_of_line(at(index - 1), at(index)) else {
            continue;
        };
        if end != Some(from) {
            path += &format!("M{} {}", px(from.0), px(from.1));
        }
        path += &format!("L{} {}", px(to.0), px(to.1));
        areas.take_line(from, to);
        end = Some(to);
    }
    if !path.is_empty() {
        svg.path(&format!("curve {class}"), &path);
    }
}

impl Panel {
    fn at(&self, schedule: &Schedule) -> (f64, f64) {
        let cost = schedule.cost;
        (self.x.at(cost.polls), self.y.at(cost.delay))
    }
}

#[cfg(test)]
mod tests {
    use crate::plots::svg::assert_balanced;

    use super::*;

    const ROWS: &str = "\
fixed 5 s,short,36.6,2.5
planned 5 s,short,6.5,5.5
curve 5 s,short,1,40
curve 5 s,short,4,10
curve 5 s,short,20,2
fixed 5 s,pro,54.6,2.5
";

    fn picture(rows: &str) -> String {
        let text = format!("schedule,workload,polls,delay\n{rows}");
        draw(&text).expect("it is a comparison")
    }

    #[test]
    fn every_workload_has_a_panel_with_its_schedules() {
        let picture = picture(ROWS);
        for (part, times) in [
            (">short</text>", 1),
            (">pro</text>", 1),
            (">fixed 5 s</text>", 2),
            (">planned 5 s</text>", 1),
            ("class='mark peer'", 3),
            ("<circle class='mark gap'", 1),
            ("<path class='curve gap'", 2),
            (">better</text>", 2),
            (
                ">ours, gaps of 5 s or more, for any price of a poll</text>",
                1,
            ),
        ] {
            assert_eq!(picture.matches(part).count(), times, "{part}\n{picture}");
        }
    }

    #[test]
    fn a_curve_begins_at_the_edge_of_its_panel() {
        let picture = picture(ROWS);
        let (_, curve) = picture
            .split_once("<path class='curve gap' d='M")
            .expect("a curve");
        // It begins at the top, on its way down from a delay of 40 s.
        let (x, rest) = curve.split_once(' ').expect("a point");
        assert!(rest.starts_with("64L"), "{curve}");
        let x: f64 = x.parse().expect("a number");
        assert!((LEFT..RIGHT).contains(&x), "{curve}");
    }

    #[test]
    fn the_description_tells_the_figures() {
        let figures = "short: fixed 5 s 36.6 polls and 2.5 s, planned 5 s 6.5 polls and 5.5 s, \
                       ours with gaps of 5 s or more from 1 polls and 40 s to 20 polls and 2 s. \
                       pro: fixed 5 s 54.6 polls and 2.5 s.</desc>";
        let picture = picture(ROWS);
        assert!(picture.contains(figures), "{picture}");
    }

    #[test]
    fn the_oracle_is_a_curve_without_marks() {
        let rows = "fixed 5 s,pro,5,6\noracle gap 5 s,pro,3,4\n\
                    curve oracle gap 5 s,pro,3,4\ncurve oracle gap 5 s,pro,6,2\n";
        let picture = picture(rows);
        assert!(!picture.contains(">oracle gap 5 s<"), "{picture}");
        assert!(picture.contains("<path class='curve oracle' "), "{picture}");
        assert!(
            picture.contains("oracle gap 5 s 3 polls and 4 s"),
            "{picture}"
        );
    }

    #[test]
    fn one_schedule_alone_is_drawn_as_well() {
        let picture = picture("<at once> & \"often\",a 'b',1,0\n");
        assert!(
            !picture.contains("NaN") && !picture.contains("inf"),
            "{picture}"
        );
        assert_balanced(&picture);
    }
}
