//! One task in the progress shown on a terminal.

use std::time::{Duration, Instant};

use console::{measure_text_width, truncate_str};
use grok_video::TaskId;
use grok_video::poller::Forecast;

use super::glyphs::Glyphs;
use super::span::Span;

/// Holds what is shown of a task.
#[derive(Debug, Clone)]
pub(crate) struct TaskLine {
    pub(crate) name: String,
    pub(crate) id: Option<TaskId>,
    pub(crate) stage: Stage,
    /// Since when it has been waited for.
    pub(crate) since: Instant,
    pub(crate) forecast: Forecast,
    pub(crate) poll_at: Option<Instant>,
    /// What the last poll said, if it brought no task.
    pub(crate) trouble: Option<String>,
}

/// Says how far a task is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stage {
    ToBeSent,
    Creating,
    /// Its status, or that nothing was heard of it yet.
    Waiting(String),
    ToBeSaved,
    Saving {
        bytes: u64,
        total: Option<u64>,
    },
}

impl Stage {
    /// Returns the word for it.
    pub(crate) fn word(&self) -> &str {
        match self {
            Self::ToBeSent => "to be sent",
            Self::Creating => "creating",
            Self::Waiting(status) => status,
            Self::ToBeSaved => "completed",
            Self::Saving { .. } => "saving",
        }
    }
}

impl TaskLine {
    /// The widths of the columns.
    const WIDE_NAME: usize = 42;
    const NARROW_NAME: usize = 15;
    const STATE: usize = 10;
    const TAIL: usize = 24;
    /// From this width on, an id has room.
    const WIDE: usize = 105;

    /// Returns its line, of at most `width` columns.
    pub(crate) fn line(&self, now: Instant, width: usize, turn: usize, glyphs: Glyphs) -> String {
        let name_width = if width >= Self::WIDE {
            Self::WIDE_NAME
        } else {
            Self::NARROW_NAME
        };
        let elapsed = now.saturating_duration_since(self.since);
        let spinner = glyphs.spinner[turn % glyphs.spinner.len()];
        let name = fitted(&self.name, name_width, glyphs);
        let state = fitted(self.stage.word(), Self::STATE, glyphs);
        let head = format!("{spinner} {name} {state} {:>6} ", Span(elapsed));
        let left = width.saturating_sub(measure_text_width(&head));
        let body = match (&self.stage, &self.trouble) {
            (Stage::ToBeSent | Stage::Creating | Stage::ToBeSaved, _) => String::new(),
            (Stage::Saving { bytes, total }, _) => {
                let share = total.map_or(0.0, |total| ratio(*bytes, total));
                format!("{} {}", bar(share, left), size(*bytes, *total))
            }
            (Stage::Waiting(_), Some(trouble)) => {
                let again = self.next_poll(now).map(|wait| format!(", again in {wait}"));
                let again = again.unwrap_or_default();
                let room = left.saturating_sub(again.len());
                format!("{}{again}", truncate_str(trouble, room, glyphs.ellipsis))
            }
            (Stage::Waiting(_), None) => {
                let share = self.forecast.share_done(elapsed);
                let remaining = Span(self.forecast.remaining(elapsed));
                let poll = self.next_poll(now).map(|wait| format!(", poll in {wait}"));
                let poll = poll.unwrap_or_default();
                format!("{} ~{remaining} left{poll}", bar(share, left))
            }
        };
        truncate_str(&(head + &body), width, glyphs.ellipsis).into_owned()
    }

    /// Returns when it is asked for next, if that is to come.
    pub(crate) fn next_poll(&self, now: Instant) -> Option<Span> {
        let wait = self.poll_at?.checked_duration_since(now)?;
        Some(Span(wait + Duration::from_millis(999)))
    }
}

/// Returns a text in just so many columns.
fn fitted(text: &str, width: usize, glyphs: Glyphs) -> String {
    let text = truncate_str(text, width, glyphs.ellipsis);
    let padding = width.saturating_sub(measure_text_width(&text));
    format!("{text}{}", " ".repeat(padding))
}

/// Returns a bar with room for what stands behind it.
fn bar(share: f64, left: usize) -> String {
    let length = left.saturating_sub(TaskLine::TAIL + 3).clamp(5, 24);
    let full = ((share.clamp(0.0, 1.0) * length as f64) as usize).min(length);
    let (done, tip) = match full {
        0 => (String::new(), ""),
        full => ("=".repeat(full - 1), ">"),
    };
    format!("[{:<length$}]", done + tip)
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

fn size(bytes: u64, total: Option<u64>) -> String {
    let mega = |bytes: u64| bytes as f64 / 1e6;
    match total {
        Some(total) => format!("{:.1} of {:.1} MB", mega(bytes), mega(total)),
        None => format!("{:.1} MB", mega(bytes)),
    }
}

#[cfg(test)]
mod tests {
    use grok_video::Model;
    use grok_video::poller::{Profile, UsualTime};

    use super::*;

    fn lane(stage: Stage) -> TaskLine {
        TaskLine {
            name: "video_a706dd2f-4d19-4e6f-b382-a305f4414f5e".to_owned(),
            id: None,
            stage,
            since: Instant::now(),
            forecast: Profile::usual(UsualTime::of(&Model::GrokVideo3, 10, 0)).forecast(),
            poll_at: None,
            trouble: None,
        }
    }

    /// Shows a lane after 65 s, at 80 and 120 columns, and checks that it fits everywhere.
    fn shown(mut lane: TaskLine) -> String {
        let now = lane.since + Duration::from_secs(65);
        lane.poll_at = lane.poll_at.map(|_| now + Duration::from_millis(11_500));
        for width in 1..200 {
            let line = lane.line(now, width, width, Glyphs::of_environment());
            assert!(measure_text_width(&line) <= width, "{width}: {line}");
        }
        let at = |width| lane.line(now, width, 0, Glyphs::ASCII);
        format!("{}\n{}\n", at(80), at(120))
    }

    #[test]
    fn lines_fit_their_terminal() {
        let waiting = |status: &str| Stage::Waiting(status.to_owned());
        let polled = |stage| TaskLine {
            poll_at: Some(Instant::now()),
            ..lane(stage)
        };
        let mut text = String::new();
        text += &shown(lane(Stage::ToBeSent));
        text += &shown(lane(Stage::Creating));
        text += &shown(lane(waiting("waiting")));
        text += &shown(polled(waiting("processing")));
        text += &shown(polled(waiting("a status that nobody knows")));
        text += &shown(TaskLine {
            trouble: Some(
                "the server failed (HTTP 502) and said <html><h1>Bad Gateway</h1></html>".into(),
            ),
            ..polled(waiting("queued"))
        });
        text += &shown(TaskLine {
            name: "影".repeat(60),
            ..polled(waiting("影影影影影影影"))
        });
        text += &shown(lane(Stage::ToBeSaved));
        for total in [Some(4_500_000), None, Some(0)] {
            let bytes = 1_200_000;
            text += &shown(lane(Stage::Saving { bytes, total }));
        }
        insta::assert_snapshot!(text);
    }
}
