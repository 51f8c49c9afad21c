//! A task in the picture: its name, its bars with what happened on the way, and its state.

use std::time::SystemTime;

use grok_video::types::plain_text;

use super::axis::Axis;
use super::marks;
use super::story::{Fault, Span, Story};
use super::svg::Svg;
use super::words::{between, count, cut, cut_middle, short, utc, width};

/// How high a row is.
pub(super) const HEIGHT: f64 = 44.0;

/// Where the name begins, and where the model ends.
const NAME: f64 = 20.0;
const MODEL: f64 = 284.0;

/// Where the state begins, and how much room it has.
const STATE: f64 = 1_040.0;
const STATE_ROOM: f64 = 88.0;

/// How low things stand in a row.
const BAR: f64 = 17.0;
const TICKS: f64 = 37.0;
const LINES: [f64; 2] = [20.0, 35.0];

/// The size that the font of names comes to in width, as it is bold.
const BOLD: f64 = 13.5;

/// How many characters are drawn of a name, and of what a video shows.
const NAME_CHARACTERS: usize = 18;
const DETAIL_CHARACTERS: usize = 40;

/// The longest text that is kept for a tip, in bytes.
const TIP: usize = 300;

/// A bar that is shorter than this, in pixels, is drawn as a part of the one behind it.
const SHORTEST: f64 = 0.8;

/// From this height on, a bar has a word in it.
const WITH_WORD: f64 = 14.0;

/// How long the last bar of a task is at the least, in pixels.
const LAST: f64 = 3.0;

/// Draws a row with its top at `y`.
pub(super) fn draw(svg: &mut Svg, story: &Story<'_>, axis: &Axis, y: f64) {
    svg.open("g", &[]);
    svg.words("title", &[], &sentence(story));
    draw_name(svg, story, y);
    draw_spans(svg, story, axis, y + BAR);
    marks::ticks(svg, story.polls.iter().map(|at| axis.x(*at)), y + TICKS);
    draw_errors(svg, story, axis, y + TICKS - 3.0);
    for stop in &story.stops {
        let age = short(between(story.from(), stop.at));
        let tip = format!("{} at {age} ({})", stop.words, utc(stop.at));
        marks::stop(svg, (axis.x(stop.at), y + BAR), &tip);
    }
    if let Some(end) = story.end {
        let x = axis.x(end.at) + marks::RADIUS + 3.0;
        marks::end(svg, end.kind, (x, y + BAR));
    }
    draw_state(svg, story, y);
    svg.close("g");
}

/// Tells the story of a task in a line.
pub(super) fn sentence(story: &Story<'_>) -> String {
    let lane = story.lane;
    let took = short(between(story.from(), story.to()));
    let after = if story.end.is_some() { "after" } else { "for" };
    let mut words = format!(
        "{}: {} {after} {took}",
        plain_text(&lane.label, TIP),
        state(story)
    );
    if !story.polls.is_empty() {
        words += &format!(", {}", count(story.polls.len(), "poll"));
    }
    if !story.errors.is_empty() {
        words += &format!(", {}", count(story.errors.len(), "error"));
    }
    for text in [&lane.model, &lane.detail].into_iter().flatten() {
        words += &format!("; {}", plain_text(text, TIP));
    }
    words
}

/// Returns the ledger's word, made fit to be drawn.
pub(super) fn state(story: &Story<'_>) -> String {
    plain_text(&story.lane.state, 32)
}

fn draw_name(svg: &mut Svg, story: &Story<'_>, y: f64) {
    let lane = story.lane;
    let name = cut_middle(&plain_text(&lane.label, TIP), NAME_CHARACTERS);
    let room = MODEL - NAME;
    let name = cut(&name, NAME_CHARACTERS, room, BOLD);
    svg.label("name", (NAME, y + LINES[0]), &name);
    if let Some(model) = &lane.model {
        let room = room - width(&name, BOLD) - 8.0;
        let model = cut(&plain_text(model, TIP), DETAIL_CHARACTERS, room, 11.0);
        svg.label("small pale stop", (MODEL, y + LINES[0]), &model);
    }
    if let Some(detail) = &lane.detail {
        let detail = cut(&plain_text(detail, TIP), DETAIL_CHARACTERS, room, 11.0);
        svg.label("small pale", (NAME, y + LINES[1]), &detail);
    }
}

fn draw_spans(svg: &mut Svg, story: &Story<'_>, axis: &Axis, y: f64) {
    let start = story.from();
    let mut from = axis.x(start);
    for (index, span) in story.spans.iter().enumerate() {
        let to = axis.x(span.to);
        let is_last = index + 1 == story.spans.len();
        if to - from < SHORTEST && (!is_last || story.end.is_some()) {
            continue;
        }
        let length = (to - from).max(if is_last { LAST } else { SHORTEST });
        draw_span(svg, span, (from, y), length, &tip(start, span));
        if span.is_watched {
            // What stands in a bar would be covered by the mark of a break.
            let end = axis.first_break(from).min(from + length);
            write_word(svg, span, (from, end), y);
        }
        from = to;
    }
}

fn draw_span(svg: &mut Svg, span: &Span, (x, y): (f64, f64), length: f64, tip: &str) {
    let height = span.phase.height();
    let away = if span.is_watched { "" } else { " away" };
    let class = format!("{}{away}", span.phase.class());
    svg.rect(&class, (x, y - height / 2.0), (length, height), tip);
}

fn write_word(svg: &mut Svg, span: &Span, (from, to): (f64, f64), y: f64) {
    let word = span.phase.word();
    let has_room = to - from >= width(word, 11.0) + 10.0;
    if has_room && span.phase.height() >= WITH_WORD {
        svg.label("inbar", (f64::midpoint(from, to), y + 4.0), word);
    }
}

fn tip(start: SystemTime, span: &Span) -> String {
    let word = span.phase.word();
    let length = short(between(span.from, span.to));
    let (from, to) = (between(start, span.from), between(start, span.to));
    let away = if span.is_watched {
        ""
    } else {
        ", and nobody asked"
    };
    format!(
        "{word} for {length}, from {} to {}{away}",
        short(from),
        short(to)
    )
}

/// Draws the errors, of which those that would overlap are one.
fn draw_errors(svg: &mut Svg, story: &Story<'_>, axis: &Axis, y: f64) {
    let mut group: Vec<&Fault> = Vec::new();
    let mut first_x = 0.0;
    for fault in &story.errors {
        let x = axis.x(fault.at);
        if !group.is_empty() && x - first_x > marks::ERROR {
            marks::error(svg, (first_x, y), &tip_of_errors(story, &group));
            group.clear();
        }
        if group.is_empty() {
            first_x = x;
        }
        group.push(fault);
    }
    if !group.is_empty() {
        marks::error(svg, (first_x, y), &tip_of_errors(story, &group));
    }
}

fn tip_of_errors(story: &Story<'_>, group: &[&Fault]) -> String {
    let age = |fault: &Fault| short(between(story.from(), fault.at));
    match group {
        [] => String::new(),
        [fault] => {
            let (age, at) = (age(fault), utc(fault.at));
            let retry = match fault.retry_in {
                Some(wait) => format!("; asked again {} later", short(wait)),
                None => String::new(),
            };
            format!("{} at {age} ({at}){retry}", fault.kind)
        }
        [first, .., last] => {
            /// How many kinds are named.
            const NAMED: usize = 4;
            let mut kinds: Vec<(&str, usize)> = Vec::new();
            for fault in group {
                match kinds.iter_mut().find(|(kind, _)| *kind == fault.kind) {
                    Some((_, n)) => *n += 1,
                    None => kinds.push((&fault.kind, 1)),
                }
            }
            let more = if kinds.len() > NAMED { ", …" } else { "" };
            let named: Vec<_> = kinds
                .iter()
                .take(NAMED)
                .map(|(kind, n)| format!("{kind} ×{n}"))
                .collect();
            let (from, to) = (age(first), age(last));
            let (n, named) = (group.len(), named.join(", "));
            format!("{n} errors from {from} to {to}: {named}{more}")
        }
    }
}

fn draw_state(svg: &mut Svg, story: &Story<'_>, y: f64) {
    let state = cut(&state(story), DETAIL_CHARACTERS, STATE_ROOM, BOLD);
    svg.label("name", (STATE, y + LINES[0]), &state);
    let took = short(between(story.from(), story.to()));
    let words = if story.end.is_some() {
        format!("after {took}")
    } else {
        format!("for {took}")
    };
    svg.label("small pale", (STATE, y + LINES[1]), &words);
}
