//! How often an error must come before it is believed.

use serde::{Deserialize, Serialize};

use crate::age::Age;
use crate::observation::Class;
use crate::{Ending, PollError};

/// How long polls may fail without a good answer between them.
const OUTAGE: Age = Age::of_secs(5 * 60);

/// Counts errors in a row; any good answer ends them all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Streaks {
    n_not_found: u32,
    n_doubtful: u32,
    n_no_video_url: u32,
    /// How old the watch was when the outage began: at its first error, later by the waits that the
    /// server asked for, and by the time for which nobody asked.
    #[serde(rename = "outage_since_ns")]
    outage_since: Option<Age>,
}

/// Says whether an error ends the watch, and how.
#[derive(Debug)]
pub(super) enum Verdict {
    AskAgain,
    Believe(fn(PollError) -> Ending),
}

impl Streaks {
    /// Says that nobody asked for so long, or was asked not to: that is no outage of the service.
    pub(super) fn be_away(&mut self, away: Age) {
        self.outage_since = self.outage_since.map(|since| since.after(away));
    }

    /// Judges the next error, at this age of the watch; `young` says that the task was created a
    /// moment ago.
    pub(super) fn judge(
        &mut self,
        class: Class,
        age: Age,
        hint: Option<Age>,
        young: bool,
    ) -> Verdict {
        match class {
            Class::Denied => return Verdict::Believe(Ending::Denied),
            Class::Rejected => return Verdict::Believe(Ending::Rejected),
            Class::Fatal => return Verdict::Believe(Ending::Fatal),
            _ => {}
        }
        self.n_not_found = count(self.n_not_found, class == Class::NotFound && !young);
        self.n_doubtful = count(self.n_doubtful, class == Class::Doubtful);
        self.n_no_video_url = count(self.n_no_video_url, class == Class::NoVideoUrl);
        if self.n_not_found >= 2 {
            return Verdict::Believe(Ending::NotFound);
        }
        if self.n_doubtful >= 3 {
            return Verdict::Believe(Ending::Rejected);
        }
        if self.n_no_video_url >= 4 {
            return Verdict::Believe(Ending::NoVideoUrl);
        }
        if matches!(class, Class::Transient | Class::Throttled) {
            let since = *self.outage_since.get_or_insert(age);
            if age.since(since) >= OUTAGE {
                return Verdict::Believe(Ending::Outage);
            }
        }
        self.be_away(hint.unwrap_or_default());
        Verdict::AskAgain
    }
}

fn count(n: u32, again: bool) -> u32 {
    if again { n.saturating_add(1) } else { 0 }
}
