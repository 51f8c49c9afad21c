//! How near the goals of all measurements are, as a picture and as a page.

mod page;

use crate::measured::{Goal, Record};

use super::frame::{Frame, MARGIN};
use super::labels::MIDDLE;
use super::style::Style;
use super::svg::Svg;

pub(super) use self::page::page;

const TITLE: &str = "How near the goals are";
const HEADING: &str =
    "What was measured beside its goal: a bar to the right of the line is better than the goal.";

/// Where the line of the goals stands, and how far a bar goes for a doubling.
const GOAL: f64 = 560.0;
const DOUBLING: f64 = 90.0;
/// The longest that a bar may be to either side.
const LONGEST: f64 = 260.0;

/// Heights: of the first row, of a row, of a bar, and below the last row.
const TOP: f64 = 56.0;
const ROW: f64 = 20.0;
const BAR: f64 = 11.0;
const FOOT: f64 = 16.0;

const STYLE: Style = Style {
    colours: &[
        (".met", "fill", "#2da44e", "#3fb950"),
        (".missed", "fill", "#bf8700", "#d29922"),
        (".goal", "stroke", "#1f2328", "#e6edf3"),
    ],
    shapes: ".goal{stroke-width:1.5}",
};

/// Draws the records, given as the text of their file.
pub(super) fn draw(text: &str) -> Result<String, String> {
    let records = Record::parse_all(text).ok_or("1: a line is neither a head nor a goal")?;
    let goals: Vec<&Goal> = records.iter().flat_map(|record| &record.goals).collect();
    let n_met = goals.iter().filter(|goal| goal.met).count();
    let height = TOP + ROW * goals.len() as f64 + FOOT;
    let description = format!("{n_met} of {} goals are met.", goals.len());
    let frame = Frame {
        title: TITLE,
        heading: HEADING,
        description: &description,
        height,
        style: &STYLE,
    };
    Ok(frame.around(|svg| {
        for (nth, goal) in goals.iter().enumerate() {
            row(svg, goal, TOP + ROW * nth as f64);
        }
        svg.path("goal", &format!("M{GOAL} {}V{}", TOP - 12.0, height - FOOT));
    }))
}

/// Draws a goal's name, its bar, and its ratio with that of the goal.
fn row(svg: &mut Svg, goal: &Goal, y: f64) {
    svg.label("start", MARGIN, y + MIDDLE, &goal.name);
    let length = ((goal.ratio / goal.goal_ratio).log2() * DOUBLING).clamp(-LONGEST, LONGEST);
    let class = if goal.met { "met" } else { "missed" };
    let start = if length < 0.0 { GOAL + length } else { GOAL };
    // What is met by a hair is seen all the same.
    svg.rect(class, (start, y - BAR / 2.0), (length.abs().max(2.0), BAR));
    let words = format!("{:.2} of {:.2}", goal.ratio, goal.goal_ratio);
    let (class, x) = match goal.met {
        true => ("stop pale", GOAL - 8.0),
        false => ("start pale", GOAL + 8.0),
    };
    svg.label(class, x, y + MIDDLE, &words);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_stands_on_the_side_of_its_goal() {
        let head = r#"{"of":"a","day":"d","processor":"p","compiler":"c","peers":[]}"#;
        let text = format!("{head}\n{}\n", Goal::at_least("x", 1.0, 4.0, 2.0).line());
        let picture = draw(&text).expect("it can be read");
        assert!(picture.contains("class='met' x='560'"), "{picture}");
        assert!(picture.contains("1 of 1 goals are met."));
        let text = format!("{head}\n{}\n", Goal::at_least("x", 1.0, 1.0, 2.0).line());
        let picture = draw(&text).expect("it can be read");
        assert!(picture.contains("class='missed' x='470'"), "{picture}");
        assert!(draw("{}").is_err());
    }
}
