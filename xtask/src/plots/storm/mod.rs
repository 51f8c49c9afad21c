//! A storm: how many queries a fleet makes while the service throttles it, and how it recovers.

mod entry;
mod record;

use std::time::Duration;

use super::axis::{Axis, clock};
use super::frame::{Frame, LEFT, MARGIN, RIGHT};
use super::grid;
use super::labels::{self, Rows, tenths};
use super::legend;
use super::scale::Scale;
use super::style::Style;
use super::svg::{Svg, px};

use self::entry::Entry;
use self::record::{Record, Second};

const TITLE: &str = "A fleet in a storm";
const HEADING: &str =
    "Queries a second of a fleet, before, while and after the service answers 429.";

/// The heights of what stands in the picture, from the top.
const NAMES: f64 = 54.0;
const SPAN: f64 = 61.0;
const TOP: f64 = 68.0;
const BOTTOM: f64 = 228.0;
const LEGEND: f64 = 267.0;
const HEIGHT: f64 = 296.0;

/// What the numbers count.
const UNIT: &str = "a second";

/// How far a label stands above what it tells of.
const ABOVE: f64 = 9.0;

/// The colours and lines.
const STYLE: Style = Style {
    colours: &[
        (".asked", "fill", "#b9dcff", "#174a7c"),
        (".throttled", "fill", "#e0a527", "#d8a326"),
        (".rate", "stroke", "#0a4c9c", "#8cc4ff"),
        (".budget", "stroke", "#59636e", "#9198a1"),
        (".span", "stroke", "#9a6700", "#d8a326"),
        (".told", "fill", "#9a6700", "#d8a326"),
    ],
    shapes: "\
.rate,.budget,.span{fill:none}\
.rate{stroke-width:2;stroke-linejoin:round}\
.budget{stroke-width:1.5;stroke-dasharray:6 4}\
.span{stroke-width:2}",
};

/// Draws a record, given as the text of its file.
pub(super) fn draw(text: &str) -> Result<String, String> {
    let record = Record::parse(text)?;
    let budget = record.budget();
    let time = Axis::new(Duration::from_secs(record.last().into()), LEFT, RIGHT);
    let numbers = Scale::even(record.peak_of(0..=record.last()), (BOTTOM, TOP));
    let frame = Frame {
        title: TITLE,
        heading: HEADING,
        description: &description(&record),
        height: HEIGHT,
        style: &STYLE,
    };
    Ok(frame.around(|svg| {
        svg.label("start pale", MARGIN, NAMES, UNIT);
        grid::rows(svg, numbers.marks(), (LEFT, RIGHT));
        grid::row_words(svg, numbers.marks(), LEFT);
        let at = |second: u32| time.x(Duration::from_secs(second.into()));
        let height = |number: u32| numbers.at(number.into());
        let seconds = &record.seconds;
        svg.path("asked", &area(seconds, at, |it| height(it.asked)));
        svg.path("throttled", &area(seconds, at, |it| height(it.throttled)));
        grid::columns(svg, time.marks(), (LEFT, RIGHT), (BOTTOM, BOTTOM));
        let (left, right, y) = (px(LEFT), px(RIGHT), px(numbers.at(budget)));
        svg.path("budget", &format!("M{left} {y}H{right}"));
        svg.path("rate", &line(seconds, at, |it| numbers.at(it.rate)));
        draw_span(svg, &record, at);
        draw_lowest(svg, &record, at, &numbers);
        let entries = [
            Entry::Answered,
            Entry::Throttled,
            Entry::Rate,
            Entry::Budget(budget),
        ];
        legend::draw(svg, &entries, MARGIN, RIGHT, LEGEND);
    }))
}

/// Returns the figures for those who can't see them.
fn description(record: &Record) -> String {
    let sum = |count: fn(&Second) -> u32| -> u64 {
        let counts = record.seconds.iter().map(|second| u64::from(count(second)));
        counts.sum()
    };
    let mut words = format!(
        "{HEADING} The budget is {} a second. {} queries, {} of them answered 429.",
        tenths(record.budget()),
        sum(|second| second.asked),
        sum(|second| second.throttled),
    );
    if let Some((first, last)) = record.storm() {
        words += &format!(" Answers of 429 from {} to {}.", told(first), told(last));
    }
    if let Some(lowest) = record.lowest() {
        let (rate, at) = (tenths(lowest.rate), told(lowest.at));
        words += &format!(" The least rate is {rate} a second, at {at}.");
    }
    if let Some(at) = record.recovered() {
        words += &format!(" The budget is reached again at {}.", told(at));
    }
    words
}

/// Shows a second as a time.
fn told(second: u32) -> String {
    clock(Duration::from_secs(second.into()))
}

/// Returns the outline of bars of one second each, without space between them.
fn area(seconds: &[Second], at: impl Fn(u32) -> f64, top: impl Fn(&Second) -> f64) -> String {
    let bottom = px(BOTTOM);
    let mut path = String::new();
    let mut last = String::new();
    for second in seconds {
        let y = px(top(second));
        let from = px(at(second.at));
        if path.is_empty() {
            path += &format!("M{from} {bottom}V{y}");
        } else if y != last {
            path += &format!("H{from}V{y}");
        }
        last = y;
    }
    let end = seconds.last().map_or(0, |second| second.at) + 1;
    path + &format!("H{}V{bottom}Z", px(at(end)))
}

/// Returns a line through what holds at the end of each second.
fn line(seconds: &[Second], at: impl Fn(u32) -> f64, height: impl Fn(&Second) -> f64) -> String {
    let points: Vec<String> = seconds
        .iter()
        .map(|second| format!("{} {}", px(at(second.at + 1)), px(height(second))))
        .collect();
    format!("M{}", points.join("L"))
}

/// Marks the time of the storm.
fn draw_span(svg: &mut Svg, record: &Record, at: impl Fn(u32) -> f64) {
    let Some((first, last)) = record.storm() else {
        return;
    };
    let (from, to) = (at(first), at(last + 1));
    let (start, end, y) = (px(from), px(to), px(SPAN));
    svg.path("span", &format!("M{start} {y}v5v-5H{end}v5"));
    let words = format!("429 from {} to {}", told(first), told(last));
    let mut rows = Rows::new(MARGIN + labels::width(UNIT) + 10.0, RIGHT, &[NAMES]);
    if let Some(place) = rows.place((from + to) / 2.0, labels::width(&words)) {
        svg.label("told", place.x, place.y, &words);
    }
}

/// Tells the least rate, above what follows it to the end of the storm.
fn draw_lowest(svg: &mut Svg, record: &Record, at: impl Fn(u32) -> f64, numbers: &Scale) {
    let (Some(lowest), Some((_, end))) = (record.lowest(), record.storm()) else {
        return;
    };
    let words = format!("down to {}", tenths(lowest.rate));
    let end = end.max(lowest.at);
    let y = numbers.at(record.peak_of(lowest.at..=end)) - ABOVE;
    let mut rows = Rows::new(LEFT, RIGHT, &[y]);
    let middle = (at(lowest.at + 1) + at(end + 1)) / 2.0;
    if let Some(place) = rows.place(middle, labels::width(&words)) {
        svg.label("halo", place.x, place.y, &words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: &str = "0,18,0,20\n1,22,4,10\n2,9,9,5\n3,4,0,5\n4,5,0,20\n";

    fn picture(rows: &str) -> String {
        draw(&format!("second,asked,throttled,rate\n{rows}")).expect("it is a record")
    }

    #[test]
    fn queries_are_areas_and_the_rate_is_a_line() {
        let picture = picture(ROWS);
        for part in [
            "<path class='asked' d='M62 228V",
            "<path class='throttled' d='M62 228V228H",
            "<path class='rate' d='M",
            "<path class='budget' d='M62 100H944'/>",
            ">429 from 0:01 to 0:02<",
            ">down to 5<",
            ">budget, 20 a second<",
        ] {
            assert!(picture.contains(part), "{part}\n{picture}");
        }
    }

    #[test]
    fn the_description_tells_the_figures() {
        let picture = picture(ROWS);
        let figures = "The budget is 20 a second. 58 queries, 13 of them answered 429. \
                       Answers of 429 from 0:01 to 0:02. The least rate is 5 a second, at 0:02. \
                       The budget is reached again at 0:04.</desc>";
        assert!(picture.contains(figures), "{picture}");
    }

    #[test]
    fn without_a_storm_there_is_no_span() {
        let picture = picture("0,0,0,0\n1,0,0,0\n");
        assert!(!picture.contains("class='span'"), "{picture}");
        assert!(!picture.contains(">down to"), "{picture}");
        assert!(!picture.contains("NaN"), "{picture}");
    }
}
