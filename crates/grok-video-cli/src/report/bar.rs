//! A bar for one task, on a terminal only.

use std::time::Duration;

use grok_video::Progress;
use grok_video::poller::Forecast;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

/// Shows how far one task is.
#[derive(Debug)]
pub(crate) struct Bar(ProgressBar);

impl Bar {
    const WAITING: &str = "{spinner} {prefix} {elapsed:>4} [{bar:24}] {wide_msg}";
    const SAVING: &str = "{spinner} {prefix} saving [{bar:24}] {bytes} of {total_bytes}";

    pub(super) fn add_to(bars: &MultiProgress, name: &str) -> Self {
        let bar = bars.add(ProgressBar::new(1));
        bar.set_prefix(name.to_owned());
        bar.set_style(style(Self::WAITING));
        bar.enable_steady_tick(Duration::from_millis(120));
        Self(bar)
    }

    /// Shows a state, and which share of the time that the task needs is over by estimate: never all
    /// of it, since only the service knows the end.
    pub(crate) fn waiting(&self, state: &str, elapsed: Duration, forecast: &Forecast) {
        self.0.set_length(1000);
        self.0
            .set_position((forecast.share_done(elapsed) * 1000.0) as u64);
        self.0.set_message(state.to_owned());
    }

    /// Shows how much of the result has come.
    pub(crate) fn saving(&self, progress: Progress) {
        self.0.set_style(style(Self::SAVING));
        self.0.set_length(progress.total.unwrap_or(progress.bytes));
        self.0.set_position(progress.bytes);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| unreachable!("the templates are constants"))
        .progress_chars("=> ")
}
