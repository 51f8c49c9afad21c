//! How long tasks may take, reckoned once for all that are alike.

use std::collections::HashMap;

use grok_video::poller::{Forecast, JobClass, Profile, UsualTime};
use grok_video::{Client, CreateVideo, Model};

/// Keeps what was reckoned: each time takes a while, and there may be thousands of tasks.
#[derive(Debug)]
pub(super) struct Forecasts<'a> {
    client: &'a Client,
    known: HashMap<(JobClass, usize), Forecast>,
}

impl<'a> Forecasts<'a> {
    pub(super) fn new(client: &'a Client) -> Self {
        Self {
            client,
            known: HashMap::new(),
        }
    }

    /// Returns how long a task of this request may take, by what was learned or else by the provider's figures.
    pub(super) fn of(&mut self, request: &CreateVideo) -> Forecast {
        let alike = (JobClass::of(request), request.images().len());
        let forecast = self.known.entry(alike);
        forecast
            .or_insert_with(|| self.client.forecast(request))
            .clone()
    }
}

/// Returns how long a task may take of which only the id is known.
pub(super) fn usual_forecast() -> Forecast {
    Profile::usual(UsualTime::of(&Model::GrokVideo3, 10, 0)).forecast()
}
