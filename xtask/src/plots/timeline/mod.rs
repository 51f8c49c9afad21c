//! The timeline of a trace: its lanes, from the top to the axis, and what stands in them.

mod entry;
mod marks;
mod palette;
mod story;

use crate::trace::Trace;

use super::axis::{Axis, clock, seconds};
use super::frame::{Frame, LEFT, MARGIN, RIGHT};
use super::grid;
use super::labels::{self, MIDDLE, Rows};
use super::legend;
use super::svg::{Svg, px};

use self::entry::Entry;
use self::story::Story;

const TITLE: &str = "What happens between asking and knowing";

/// The heights of what stands in the picture, from the top.
const FLAGS: [f64; 2] = [54.0, 42.0];
const STATUS: f64 = 61.0;
const STATUS_HEIGHT: f64 = 24.0;
const POLLS: f64 = 127.0;
const POLL_LABELS: [f64; 4] = [114.0, 148.0, 101.0, 161.0];
const WAITS: f64 = 174.0;
const WAIT_LABELS: [f64; 2] = [205.0, 218.0];
const AXIS: f64 = 228.0;
const LEGEND: f64 = 267.0;
const HEIGHT: f64 = 296.0;

/// Draws a trace, given as the text of its file.
pub(super) fn draw(trace: &str) -> Result<String, String> {
    let story = Story::new(&Trace::parse(trace)?);
    let axis = Axis::new(story.until, LEFT, RIGHT);
    let frame = Frame {
        title: TITLE,
        heading: &story.title,
        description: &description(&story),
        height: HEIGHT,
        style: &palette::STYLE,
    };
    Ok(frame.around(|svg| {
        hatch(svg);
        grid::columns(svg, axis.marks(), (LEFT, RIGHT), (STATUS, AXIS));
        draw_status(svg, &axis, &story);
        draw_flags(svg, &axis, &story);
        draw_polls(svg, &axis, &story);
        draw_waits(svg, &axis, &story);
        legend::draw(svg, &Entry::all(&story), MARGIN, RIGHT, LEGEND);
    }))
}

/// Returns the story for those who can't see it.
fn description(story: &Story) -> String {
    let mut words = story.title.clone();
    for poll in &story.polls {
        let kind = poll.kind.words();
        words += &format!(" {} {}: {kind}.", clock(poll.asked), poll.label);
    }
    for gap in &story.gaps {
        words += &format!(" {} to {}: away.", clock(gap.from), clock(gap.to));
    }
    for end in &story.ends {
        words += &format!(" {} the end: {}.", clock(end.at), end.words);
    }
    words
}

/// Defines the pattern of the time in which the program is away.
fn hatch(svg: &mut Svg) {
    svg.open(
        "pattern",
        &[
            ("id", &"hatch"),
            ("width", &7),
            ("height", &7),
            ("patternUnits", &"userSpaceOnUse"),
            ("patternTransform", &"rotate(45)"),
        ],
    );
    svg.path("hatch", "M0 0V7");
    svg.close("pattern");
}

fn name_lane(svg: &mut Svg, y: f64, name: &str) {
    svg.label("start pale", MARGIN, y, name);
}

fn draw_status(svg: &mut Svg, axis: &Axis, story: &Story) {
    name_lane(svg, STATUS + 16.0, "known");
    let ends = story.known.iter().skip(1).map(|it| axis.x(it.since));
    for (known, to) in story.known.iter().zip(ends.chain([RIGHT])) {
        let from = axis.x(known.since);
        let class = palette::status(&known.status);
        svg.rect(class, (from, STATUS), (to - from, STATUS_HEIGHT));
        if labels::width(&known.status) + 2.0 <= to - from {
            svg.label("", (from + to) / 2.0, STATUS + 16.0, &known.status);
        }
    }
}

/// Draws the gaps and the ends, which cross all lanes.
fn draw_flags(svg: &mut Svg, axis: &Axis, story: &Story) {
    let mut rows = Rows::new(LEFT, RIGHT, &FLAGS);
    let mut flag = |svg: &mut Svg, x: f64, words: &str| {
        if let Some(place) = rows.place(x, labels::width(words)) {
            svg.label("", place.x, place.y, words);
        }
    };
    for end in &story.ends {
        let x = axis.x(end.at);
        // The labels of the waits are left free.
        let (top, bottom, foot) = (px(STATUS), px(WAITS + 8.0), px(AXIS));
        let at = px(x);
        svg.path("end", &format!("M{at} {top}V{bottom}M{at} {foot}v-6"));
        flag(svg, x, &end.words);
    }
    for gap in &story.gaps {
        let (from, to) = (axis.x(gap.from), axis.x(gap.to));
        svg.rect("away", (from, STATUS), (to - from, AXIS - STATUS));
        let length = seconds(gap.to.saturating_sub(gap.from));
        let (x, words) = ((from + to) / 2.0, format!("away {length} s"));
        // Nobody asks while the program is away, so the lane of polls has room.
        if labels::width(&words) <= to - from {
            svg.label("halo", x, POLLS + MIDDLE, &words);
        } else {
            flag(svg, x, &words);
        }
    }
}

fn draw_polls(svg: &mut Svg, axis: &Axis, story: &Story) {
    name_lane(svg, POLLS + MIDDLE, "polls");
    let mut rows = Rows::new(LEFT, RIGHT, &POLL_LABELS);
    for poll in &story.polls {
        let (from, to) = (axis.x(poll.asked), axis.x(poll.told));
        if to > from {
            marks::flight(svg, poll.kind, (from, to), POLLS);
        }
        marks::poll(svg, poll.kind, from, POLLS);
        if let Some(place) = rows.place(from, labels::width(&poll.label)) {
            let class = format!("{} halo", poll.kind.class());
            svg.label(&class, place.x, place.y, &poll.label);
        }
    }
}

fn draw_waits(svg: &mut Svg, axis: &Axis, story: &Story) {
    name_lane(svg, WAITS + 12.0, "waits");
    let mut rows = Rows::new(LEFT, RIGHT, &WAIT_LABELS);
    for wait in &story.waits {
        let (from, to) = (axis.x(wait.from), axis.x(wait.to));
        marks::wait(svg, wait.is_asked_for, (from, to), WAITS, wait.is_cut());
        let length = seconds(wait.length);
        let words = if wait.is_cut() {
            format!(
                "{} of {length} s",
                seconds(wait.to.saturating_sub(wait.from))
            )
        } else {
            format!("{length} s")
        };
        if let Some(place) = rows.place((from + to) / 2.0, labels::width(&words)) {
            svg.label("halo", place.x, place.y, &words);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use crate::plots::svg::assert_balanced;

    use super::*;

    fn picture(steps: &str) -> String {
        draw(&format!("# A story.\n\n{steps}")).expect("it is a trace")
    }

    #[test]
    fn the_lanes_show_what_was_known_asked_and_waited_for() {
        let picture = picture(
            "30s | queued => 30s | first seen: queued; next in 30s\n\
             60s | 503, Retry-After: 60 => 60s | error: server; next in 60s\n\
             - | restart, after 20s, away 20s => 100s | back; next in 20s\n\
             120s | silence => 180s | error: timeout\n\
             - | end => 180s | gave up; 3 polls; checkpoint\n",
        );
        for words in [
            ">unknown<",
            ">queued<",
            ">503<",
            ">timeout<",
            ">30 s<",
            ">20 of 60 s<",
            ">away 20 s<",
            ">gave up, 3 polls<",
            ">0:00<",
            ">3:00<",
            ">wait by Retry-After<",
        ] {
            assert!(picture.contains(words), "{words}\n{picture}");
        }
    }

    #[test]
    fn a_status_that_does_not_fit_has_no_label() {
        let picture = picture(
            "1s | queued => 1s | first seen: queued; next in 1s\n\
             2s | completed => 2s | changed: queued -> completed; next in 1s\n\
             900s | completed => 900s | unchanged: completed\n",
        );
        assert!(!picture.contains(">unknown<"), "{picture}");
        assert!(picture.contains("class='queued'"), "{picture}");
    }

    #[test]
    fn the_description_tells_the_story() {
        let picture = picture(
            "30s | queued => 30s | first seen: queued; next in 30s\n\
             - | end => 30s | cancelled; 1 polls; checkpoint\n",
        );
        let story = "A story. 0:30 queued: good answer. 0:30 the end: cancelled, 1 polls.";
        assert!(picture.contains(&format!(">{story}</desc>")), "{picture}");
    }

    #[test]
    fn what_a_trace_quotes_means_nothing_to_the_picture() {
        let picture = picture(
            "66.5s | <queued> => 66.5s | first seen: <queued>; next in 33.5s\n\
             336s | failed => 336s | changed: <queued> -> failed\n\
             - | end => 336s | failed: a & b; 2 polls\n",
        );
        assert!(picture.contains("&lt;queued&gt;"), "{picture}");
        assert!(picture.contains("failed: a &amp; b, 2 polls"), "{picture}");
        assert!(!picture.contains("<queued>"), "{picture}");
        assert_balanced(&picture);
    }

    #[test]
    fn what_is_no_trace_is_told_with_its_line() {
        let error = draw("# a\n1s | queued => 2 | dropped\n").expect_err("2 is no time");
        assert!(error.starts_with("2: `2` is no time"), "{error}");
    }

    #[test]
    fn every_trace_of_the_poller_can_be_drawn() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = root.join("../crates/grok-video-poller/traces");
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("it can be read").path();
            let text = fs::read_to_string(&path).expect("it can be read");
            let picture = draw(&text).unwrap_or_else(|it| panic!("{}:{it}", path.display()));
            assert_balanced(&picture);
        }
    }
}
