//! How long a task may take.

use grok_video::poller::{Forecast, Profile, UsualTime};
use grok_video::{Client, CreateVideo, Model};

/// Returns how long a task may take of which only the id is known.
pub(super) fn usual_forecast() -> Forecast {
    Profile::usual(UsualTime::of(&Model::GrokVideo3, 10, 0)).forecast()
}

/// Returns how long a task of this request may take.
pub(super) fn forecast_of(request: Option<&CreateVideo>, client: &Client) -> Forecast {
    request.map_or_else(usual_forecast, |request| client.forecast(request))
}
