//! What each kind of fault means to a watch, by the rules.

use std::collections::BTreeMap;

use grok_video::transport::ErrorKind;
use grok_video::types::ApiErrorKind as Api;
use grok_video_mock::{Fault, RetryAfter};

use super::super::faults::case::{Case, End};

/// What a query that was struck means to the watch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Means {
    /// The task as it is.
    Told,
    /// A task that is not over, whatever it is.
    Pending,
    /// An error that may pass by itself: an outage once it lasts five minutes.
    Passes,
    /// An error that ends the watch where it comes so many times in a row.
    Believed { after: usize, ending: &'static str },
}

/// Which faults are alike to a watch, and are tested together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Group {
    /// A task is told, late or in other words.
    Said,
    /// The watch must end.
    Permanent,
    /// An answer that is an error.
    Answered,
    /// The connection breaks.
    Broken,
    /// No whole answer comes in time.
    TimedOut,
}

/// A kind of fault.
#[derive(Debug, Clone)]
pub(super) struct Kind {
    pub(super) fault: Fault,
    pub(super) means: Means,
    pub(super) group: Group,
}

impl Kind {
    /// Returns every kind of fault on the API, and what only a watch tells apart.
    pub(super) fn all() -> Vec<Self> {
        let cases = Case::all().into_iter().map(Self::of);
        let (doubtful, no_route) = (believed(3, "rejected"), believed(1, "fatal"));
        let nowhere = r#"{"message":"No handler found for GET /v1/result/video_1"}"#;
        cases
            .chain([
                Self::passing(Fault::rate_limited(RetryAfter::Seconds(90))),
                Self::passing(Fault::rate_limited(RetryAfter::Date(120))),
                Self::permanent(Fault::business_error("1001", "not now"), doubtful),
                Self::permanent(Fault::status(402), believed(1, "denied")),
                Self::permanent(Fault::status(403), believed(1, "denied")),
                Self::permanent(Fault::answer(404, "application/json", nowhere), no_route),
            ])
            .collect()
    }

    /// Returns the kinds whose name in the journal says what they mean.
    pub(super) fn told_apart() -> Vec<Self> {
        let mut meanings: BTreeMap<String, Vec<Means>> = BTreeMap::new();
        for Self { fault, means, .. } in Self::all() {
            meanings.entry(fault.to_string()).or_default().push(means);
        }
        let mut kinds = Self::all();
        kinds.retain(|kind| {
            let named = &meanings[&kind.fault.to_string()];
            named.iter().all(|means| *means == kind.means)
        });
        kinds
    }

    /// Returns a kind that is an error in an answer and may pass.
    pub(super) fn passing(fault: Fault) -> Self {
        Self::new(fault, Means::Passes, Group::Answered)
    }

    fn permanent(fault: Fault, means: Means) -> Self {
        Self::new(fault, means, Group::Permanent)
    }

    /// Returns what a query that ends like this means: the rules, once more and by themselves.
    fn of(Case { fault, query, .. }: Case) -> Self {
        let (means, group) = match query {
            End::Whole => (Means::Told, Group::Said),
            End::Shown(_) => (Means::Pending, Group::Said),
            End::Error(ErrorKind::Api(kind)) => match kind {
                Api::Server | Api::Malformed | Api::RateLimited => (Means::Passes, Group::Answered),
                Api::Unauthorized => (believed(1, "denied"), Group::Permanent),
                Api::Rejected => (believed(1, "rejected"), Group::Permanent),
                Api::NotFound => (believed(2, "not found"), Group::Permanent),
                other => panic!("{fault}: what does {other} mean to a watch?"),
            },
            End::Error(ErrorKind::Redirect) => (believed(1, "fatal"), Group::Permanent),
            End::Error(ErrorKind::Broken) => (Means::Passes, Group::Broken),
            End::Error(ErrorKind::Timeout(_)) => (Means::Passes, Group::TimedOut),
            End::Error(other) => panic!("{fault}: what does {other:?} mean to a watch?"),
        };
        Self::new(fault, means, group)
    }

    fn new(fault: Fault, means: Means, group: Group) -> Self {
        Self {
            fault,
            means,
            group,
        }
    }
}

fn believed(after: usize, ending: &'static str) -> Means {
    Means::Believed { after, ending }
}
