//! What a step of a trace does.

use std::time::Duration;

use grok_video_poller::Observation;

/// What happens in one step.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Deed {
    /// The next query is answered so.
    Answer(Reply),
    /// The caller cancels, so long after the last event; a query may be in flight then.
    Cancel { after: Duration },
    /// The program ends so long after the last event, and goes on `away` later.
    Restart { after: Duration, away: Duration },
    /// The program goes on from the outcome's checkpoint, `away` later.
    Resume { away: Duration },
    /// The watch ends.
    End,
}

/// What the service does with a query.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reply {
    pub(super) observation: Observation,
    /// How long the answer takes; `None` where none comes.
    pub(super) takes: Option<Duration>,
}

impl Deed {
    /// Reads a deed about the task `id`.
    pub(super) fn parse(text: &str, id: &str) -> Self {
        let (word, mut rest) = split(text, ", ");
        let mut time = |name: &str| match rest.strip_prefix(name) {
            Some(of_it) => {
                let (value, behind) = split(of_it, ", ");
                rest = behind;
                seconds(value)
            }
            None => Duration::ZERO,
        };
        match word {
            "cancel" => Self::Cancel {
                after: time("after "),
            },
            "restart" => Self::Restart {
                after: time("after "),
                away: time("away "),
            },
            "resume" => Self::Resume {
                away: time("away "),
            },
            "end" => Self::End,
            _ => Self::Answer(Reply::parse(text, id)),
        }
    }
}

impl Reply {
    fn parse(text: &str, id: &str) -> Self {
        // A body may hold anything but the header's name.
        let (text, date) = split(text, ", Date: ");
        let (text, hint) = split(text, ", Retry-After: ");
        let (answer, takes) = split(text, ", takes ");
        let silent = answer == "silence";
        let observation = observation(answer, id);
        let hinted = |hint| {
            let date = (!date.is_empty()).then_some(date);
            observation
                .clone()
                .with_retry_after_header(Some(hint), date)
        };
        Self {
            observation: if hint.is_empty() {
                observation
            } else {
                hinted(hint)
            },
            takes: (!silent).then(|| seconds(takes)),
        }
    }
}

fn observation(answer: &str, id: &str) -> Observation {
    let (word, body) = split(answer, " ");
    if let Ok(status) = word.parse() {
        return Observation::http(status, body.as_bytes());
    }
    match word {
        "connect" => Observation::unreachable("connection reset"),
        "timeout" | "silence" => Observation::timed_out(),
        "certificate" => Observation::bad_certificate("the certificate has expired"),
        "redirected" => Observation::redirected("the server redirects"),
        "out_of_scope" => Observation::out_of_scope("the address is not under the base URL"),
        "too_large" => Observation::too_large("the answer is larger than 1 MiB"),
        status => {
            let body = format!(
                r#"{{"id":"{id}","status":"{status}","video_url":"https://cdn.example.com/v.mp4","error":"invalid prompt"}}"#
            );
            Observation::http(200, body.as_bytes())
        }
    }
}

/// Reads a time like `1.5s`; nothing is no time at all.
pub(super) fn seconds(text: &str) -> Duration {
    match text.strip_suffix('s') {
        Some(number) => Duration::from_secs_f64(number.parse().unwrap()),
        None => {
            assert!(text.is_empty(), "`{text}` is no time");
            Duration::ZERO
        }
    }
}

/// Returns what stands before `mark` and behind it.
fn split<'a>(text: &'a str, mark: &str) -> (&'a str, &'a str) {
    text.split_once(mark).unwrap_or((text, ""))
}
