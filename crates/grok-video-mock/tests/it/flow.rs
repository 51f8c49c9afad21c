//! For any script, clock, seed and faults: what is answered follows the
//! documented flow, and what does not was asked for.

use std::time::Duration;

use grok_video_mock::{
    Completion, Connector, Fault, MockServer, Outcome, RetryAfter, Scope, Script, Spread, Trigger,
};
use proptest::prelude::*;
use serde_json::Value;

use crate::client::{Client, PREFIX};

/// What a test does to the one task there is.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Query,
    Pass(u64),
    Step,
    Hold,
    Release,
    Complete,
    Fail,
}

#[derive(Debug, Clone, Copy)]
enum Clock {
    Runtime,
    Scaled(f64),
    Manual,
}

/// The live answers so far.
#[derive(Debug, Default)]
struct Flow {
    rank: usize,
    end: Option<String>,
}

impl Flow {
    /// Checks that a live answer is documented and does not go backwards.
    fn follow(&mut self, body: &str) -> Result<(), TestCaseError> {
        let task: Value = serde_json::from_str(body)
            .map_err(|error| TestCaseError::fail(format!("{error} in a live answer: {body}")))?;
        let keys: Vec<&str> = task
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        for key in &keys {
            prop_assert!(
                [
                    "id",
                    "object",
                    "created",
                    "model",
                    "status",
                    "video_url",
                    "actualDuration",
                    "error"
                ]
                .contains(key),
                "{body}"
            );
        }
        prop_assert!(task["created"].is_u64(), "{body}");
        prop_assert_eq!(&task["id"], "video_1");
        prop_assert_eq!(&task["object"], "video");
        let status = task["status"].as_str().unwrap();
        let rank = match status {
            "queued" => 0,
            "processing" => 1,
            "completed" | "failed" => 2,
            _ => return Err(TestCaseError::fail(format!("undocumented: {body}"))),
        };
        prop_assert!(rank >= self.rank, "backwards: {body}");
        self.rank = rank;
        prop_assert_eq!(task["video_url"].is_string(), status == "completed");
        prop_assert_eq!(keys.contains(&"actualDuration"), status == "completed");
        prop_assert_eq!(task["error"].is_string(), status == "failed");
        if rank == 2 {
            let end = self.end.get_or_insert_with(|| body.to_owned());
            prop_assert_eq!(&*end, body, "an end is final, to the letter");
        }
        Ok(())
    }
}

fn duration() -> impl Strategy<Value = Duration> {
    (0_u64..20_000).prop_map(Duration::from_millis)
}

fn spread() -> impl Strategy<Value = Spread> {
    prop_oneof![
        duration().prop_map(Spread::from),
        (duration(), duration()).prop_map(|(low, more)| Spread::from(low..=low + more)),
        duration().prop_map(Spread::exponential),
        (duration(), 0.0..2.0).prop_map(|(median, sigma)| Spread::log_normal(median, sigma)),
    ]
}

fn script() -> impl Strategy<Value = Script> {
    let pace = prop_oneof![
        Just(Script::immediate()),
        Just(Script::manual()),
        (spread(), spread()).prop_map(|(queued, processing)| Script::drawn(queued, processing)),
        (0_usize..5, 0_usize..5).prop_map(|(n, m)| Script::after_polls(n, m)),
    ];
    (pace, any::<bool>()).prop_map(|(script, fails)| {
        if fails {
            script.then_fail("no")
        } else {
            script
        }
    })
}

fn clock() -> impl Strategy<Value = Clock> {
    prop_oneof![
        Just(Clock::Runtime),
        (0.5..100.0).prop_map(Clock::Scaled),
        Just(Clock::Manual),
    ]
}

fn fault() -> impl Strategy<Value = Fault> {
    let kind = prop_oneof![
        (400_u16..600).prop_map(Fault::status),
        (0_u64..60).prop_map(|n| Fault::rate_limited(RetryAfter::Seconds(n))),
        Just(Fault::business_error("204", "no")),
        Just(Fault::html_page(502)),
        Just(Fault::redirect("/elsewhere")),
        Just(Fault::stale()),
        Just(Fault::unknown_status("moderating")),
        Just(Fault::malformed()),
        Just(Fault::empty_body()),
        Just(Fault::wrapped()),
        Just(Fault::content_type("text/html")),
        Just(Fault::reset()),
        Just(Fault::reset().before_effect()),
        Just(Fault::end()),
        Just(Fault::stall()),
        (0_usize..400).prop_map(Fault::end_after),
        (0_usize..400).prop_map(Fault::reset_after),
        (0_usize..400).prop_map(Fault::stall_after),
        (1_usize..100).prop_map(|n| Fault::drip(n, Duration::from_millis(10))),
    ];
    (kind, any::<bool>(), spread()).prop_map(
        |(fault, is_late, delay)| {
            if is_late { fault.delayed(delay) } else { fault }
        },
    )
}

fn trigger() -> impl Strategy<Value = Trigger> {
    prop_oneof![
        (1_u64..20).prop_map(Trigger::nth),
        (1_u64..5).prop_map(Trigger::every),
        (0_u64..5).prop_map(Trigger::first),
        (0.0..1.0).prop_map(Trigger::probability),
    ]
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        8 => Just(Deed::Query),
        4 => (0_u64..15_000).prop_map(Deed::Pass),
        1 => Just(Deed::Step),
        1 => Just(Deed::Hold),
        1 => Just(Deed::Release),
        1 => Just(Deed::Complete),
        1 => Just(Deed::Fail),
    ]
}

/// Queries the task and returns the body, as far as it came in time.
async fn query(connector: &Connector) -> String {
    let path = format!("{PREFIX}/v1/result/video_1");
    let mut client = Client::in_memory(connector);
    let patience = Duration::from_secs(3600);
    let came = tokio::time::timeout(patience, client.get_to_the_end(&path)).await;
    let (came, _) = came.unwrap_or_default();
    let body = came.split_once("\r\n\r\n").map(|(_, body)| body.to_owned());
    body.unwrap_or_default()
}

async fn run(
    clock: Clock,
    seed: u64,
    script: Script,
    faults: &[(Trigger, Fault)],
    deeds: &[Deed],
) -> Result<(), TestCaseError> {
    let builder = MockServer::builder().seed(seed).epoch(1_774_836_724);
    let builder = match clock {
        Clock::Runtime => builder,
        Clock::Scaled(scale) => builder.time_scale(scale),
        Clock::Manual => builder.manual_clock(),
    };
    let (server, connector) = builder.start_in_memory().await.unwrap();
    server.plant("video_1", "grok_video3", script);
    for (trigger, fault) in faults {
        server.inject(Scope::queries(), *trigger, fault.clone());
    }
    let mut flow = Flow::default();
    let mut n_queries = 0;
    for deed in deeds {
        match deed {
            Deed::Query => {
                let body = query(&connector).await;
                n_queries += 1;
                let request = server.requests().pop().unwrap();
                prop_assert_eq!(request.number, n_queries);
                match request.fault {
                    None => {
                        prop_assert_eq!(request.status, Some(200));
                        prop_assert!(matches!(request.outcome, Outcome::Queried(_)));
                        flow.follow(&body)?;
                    }
                    Some(happened) => {
                        let asked = faults.iter().map(|(_, fault)| fault.to_string());
                        prop_assert!(asked.into_iter().any(|fault| fault == *happened));
                        let logged = server.faults().pop().unwrap();
                        prop_assert_eq!((logged.request, logged.fault), (n_queries, happened));
                    }
                }
            }
            Deed::Pass(milliseconds) => match clock {
                Clock::Manual => server.advance(Duration::from_millis(*milliseconds)),
                _ => tokio::time::sleep(Duration::from_millis(*milliseconds)).await,
            },
            Deed::Hold => server.hold("video_1"),
            Deed::Release => server.release("video_1"),
            // What is over can't be moved, and says so by a panic.
            Deed::Step | Deed::Complete | Deed::Fail if is_over(&connector, &server).await => {}
            Deed::Step => server.step("video_1"),
            Deed::Complete => server.complete("video_1", Completion::new()),
            Deed::Fail => server.fail("video_1", "by hand"),
        }
    }
    Ok(())
}

/// Looks at the task from outside the service, which is no request.
async fn is_over(connector: &Connector, server: &MockServer) -> bool {
    let before = server.counts();
    let (came, _) = Client::in_memory(connector)
        .get_to_the_end("/__mock/tasks")
        .await;
    assert_eq!(server.counts(), before);
    came.contains(r#""status":"completed""#) || came.contains(r#""status":"failed""#)
}

proptest! {
    #[test]
    fn what_does_not_follow_the_flow_was_asked_for(
        clock in clock(),
        seed: u64,
        script in script(),
        faults in prop::collection::vec((trigger(), fault()), 0..4),
        deeds in prop::collection::vec(deed(), 1..40),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(run(clock, seed, script, &faults, &deeds))?;
    }
}
