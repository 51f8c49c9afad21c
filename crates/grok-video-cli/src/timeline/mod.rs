//! A picture of tasks over time, as SVG that stands alone: it has no scripts, and asks for nothing from elsewhere.

mod axis;
mod end;
mod lane;
mod legend;
mod marks;
mod phase;
mod row;
mod story;
mod style;
mod svg;
#[cfg(test)]
mod tests;
mod words;

use std::time::SystemTime;

use axis::Axis;
use legend::Entry;
use story::Story;
use svg::{Svg, px};
use words::{count, exact, short, utc, width};

pub(crate) use lane::Lane;

/// How many tasks are drawn at the most.
const MOST: usize = 500;

/// How many tasks are described to those who can't see the picture.
const DESCRIBED: usize = 20;

/// From this number of tasks on, the axis is marked below them as well.
const MANY: usize = 12;

const WIDTH: f64 = 1_144.0;
const MARGIN: f64 = 20.0;

/// Between these, time is drawn.
const LEFT: f64 = 304.0;
const RIGHT: f64 = 1_006.0;

/// How low the lines of the header are.
const HEAD: f64 = 36.0;
const SUMMARY: f64 = 57.0;
const LEGEND: f64 = 84.0;

/// How high the labels of the axis are, above and below the tasks.
const LABELS: f64 = 44.0;
const FOOT: f64 = 26.0;

/// How high a picture of nothing is.
const EMPTY: f64 = 130.0;

/// Draws tasks, the first that was submitted on top; of more than 500, the latest.
///
/// The same tasks at the same time give the same text. All that they hold is made plain and escaped.
pub(crate) fn svg(lanes: &[Lane], now: SystemTime) -> String {
    let mut sorted: Vec<&Lane> = lanes.iter().collect();
    sorted.sort_by_key(|lane| lane.submitted_at);
    let drawn = &sorted[sorted.len().saturating_sub(MOST)..];
    let stories: Vec<Story<'_>> = drawn.iter().map(|lane| Story::new(lane, now)).collect();
    let axis = Axis::new(stories.iter().flat_map(Story::moments), now, LEFT, RIGHT);
    let summary = summary(&stories, lanes.len(), &axis, now);

    let entries = Entry::all(&stories);
    let room = WIDTH - 2.0 * MARGIN;
    let n_lines = legend::n_lines(&entries, room);
    let top = LEGEND + legend::LINE * n_lines as f64 + LABELS;
    let bottom = top + row::HEIGHT * stories.len() as f64;
    let foot = if stories.len() >= MANY { FOOT } else { 0.0 };
    let height = if stories.is_empty() {
        EMPTY
    } else {
        bottom + foot + MARGIN
    };

    let mut svg = Svg::default();
    open(&mut svg, height, &description(&stories, &summary));
    svg.label("head", (MARGIN, HEAD), "Video tasks");
    if stories.is_empty() {
        let middle = (WIDTH / 2.0, EMPTY / 2.0 + 14.0);
        svg.label("pale middle", middle, "There are no tasks to draw.");
    } else {
        svg.label("pale", (MARGIN, SUMMARY), &summary);
        legend::draw(&mut svg, &entries, MARGIN, room, LEGEND);
        draw_grid(&mut svg, &axis, (top, bottom), foot > 0.0);
        let goes_on = stories.iter().any(|story| story.end.is_none());
        draw_dates(&mut svg, &axis, goes_on.then_some(now), top - 27.0);
        if goes_on {
            let path = format!("M{} {}V{}", px(axis.x(now)), px(top), px(bottom));
            svg.path("now", &path, "now");
        }
        for (index, story) in stories.iter().enumerate() {
            let y = top + row::HEIGHT * index as f64;
            row::draw(&mut svg, story, &axis, y);
        }
        draw_breaks(&mut svg, &axis, (top, bottom));
    }
    svg.close("svg");
    svg.finish()
}

/// Begins a picture with what is not seen, and with the paper.
fn open(svg: &mut Svg, height: f64, description: &str) {
    let (w, h) = (px(WIDTH), px(height));
    svg.open(
        "svg",
        &[
            ("xmlns", &"http://www.w3.org/2000/svg"),
            ("viewBox", &format!("0 0 {w} {h}")),
            ("width", &w),
            ("height", &h),
            ("role", &"img"),
            ("aria-labelledby", &"title desc"),
        ],
    );
    svg.words("title", &[("id", &"title")], "Video tasks over time");
    svg.words("desc", &[("id", &"desc")], description);
    svg.words("style", &[], &style::sheet());
    svg.open("defs", &[]);
    for (name, width) in [("hatch", 5), ("stripe", 8)] {
        svg.open(
            "pattern",
            &[
                ("id", &name),
                ("width", &width),
                ("height", &width),
                ("patternUnits", &"userSpaceOnUse"),
                ("patternTransform", &"rotate(45)"),
            ],
        );
        svg.path(name, &format!("M{0} 0V{width}", width / 2), "");
        svg.close("pattern");
    }
    svg.close("defs");
    svg.rect("paper", (0.5, 0.5), (WIDTH - 1.0, height - 1.0), "");
}

/// Says in a line how many tasks there are, how far they are, and which time is drawn.
fn summary(stories: &[Story<'_>], n_all: usize, axis: &Axis, now: SystemTime) -> String {
    if stories.is_empty() {
        return "There are no tasks to draw.".to_owned();
    }
    let mut states: Vec<(String, usize)> = Vec::new();
    for state in stories.iter().map(row::state) {
        match states.iter_mut().find(|(known, _)| *known == state) {
            Some((_, n)) => *n += 1,
            None => states.push((state, 1)),
        }
    }
    states.sort();
    let states: Vec<_> = states
        .iter()
        .map(|(state, n)| format!("{n} {state}"))
        .collect();
    let tasks = if stories.len() < n_all {
        format!("the latest {} of {n_all} tasks", stories.len())
    } else {
        count(n_all, "task")
    };
    let (states, start, now) = (states.join(", "), utc(axis.start()), utc(now));
    format!("{tasks}: {states} · from {start} · as of {now}")
}

/// Tells what the picture shows.
fn description(stories: &[Story<'_>], summary: &str) -> String {
    let mut words = format!("{summary}.");
    for story in stories.iter().take(DESCRIBED) {
        words += &format!("\n{}.", row::sentence(story));
    }
    if stories.len() > DESCRIBED {
        words += &format!("\nAnd {} more.", stories.len() - DESCRIBED);
    }
    words
}

/// Draws what stands behind the tasks: every second row darker, and the marks of the axis.
fn draw_grid(svg: &mut Svg, axis: &Axis, (top, bottom): (f64, f64), has_foot: bool) {
    let mut y = top;
    while y < bottom {
        svg.rect("row", (1.0, y), (WIDTH - 2.0, row::HEIGHT), "");
        y += 2.0 * row::HEIGHT;
    }
    let (from, to) = (px(top - 5.0), px(bottom));
    let mut taken = f64::MIN;
    for (x, age) in axis.marks() {
        let at = px(x);
        svg.path("grid", &format!("M{at} {from}V{to}"), "");
        let words = exact(age);
        let half = width(&words, 11.0) / 2.0;
        if x - half < taken {
            continue;
        }
        taken = x + half + 6.0;
        svg.label("small pale middle", (x, top - 10.0), &words);
        if has_foot {
            svg.label("small pale middle", (x, bottom + 18.0), &words);
        }
    }
    let line = format!("M{} {to}H{}", px(LEFT), px(RIGHT));
    svg.path(
        "axis",
        &format!("M{} {}H{}", px(LEFT), px(top), px(RIGHT)),
        "",
    );
    svg.path("axis", &line, "");
}

/// Writes when each part of the axis begins, how long after the part before it that is, and where now is.
fn draw_dates(svg: &mut Svg, axis: &Axis, now: Option<SystemTime>, y: f64) {
    let mut taken = f64::MIN;
    for piece in axis.pieces() {
        let (words, x) = if piece.is_break {
            let words = format!("{} later", short(piece.length()));
            let x = piece.right - 6.0 - width(&words, 11.0);
            (words, x)
        } else {
            (utc(axis.begin(piece)), piece.left)
        };
        let end = x + width(&words, 11.0);
        if x < taken || end > WIDTH - MARGIN {
            continue;
        }
        taken = end + 4.0;
        if piece.is_break {
            svg.label("small pale stop", (piece.right - 6.0, y), &words);
        } else {
            svg.label("small", (x, y), &words);
        }
    }
    if let Some(x) = now.map(|now| axis.x(now)).filter(|x| x - 12.0 >= taken) {
        svg.label("small pale middle", (x, y), "now");
    }
}

/// Draws the times that are left out, over all tasks.
fn draw_breaks(svg: &mut Svg, axis: &Axis, (top, bottom): (f64, f64)) {
    for piece in axis.pieces().iter().filter(|piece| piece.is_break) {
        let words = short(piece.length());
        let middle = f64::midpoint(piece.left, piece.right);
        let size = (12.0, bottom - top + 2.0);
        let tip = format!("{words} without news are left out");
        svg.rect("cut", (middle - 6.0, top - 1.0), size, &tip);
        for x in [middle - 6.0, middle + 6.0] {
            let mut path = format!("M{} {}", px(x), px(top - 1.0));
            let n_turns = ((bottom - top + 2.0) / 8.0) as usize;
            for turn in 0..n_turns {
                path += if turn % 2 == 0 { "l3 8" } else { "l-3 8" };
            }
            svg.path("zigzag", &path, "");
        }
    }
}
