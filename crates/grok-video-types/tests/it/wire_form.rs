//! A task as serde writes and reads it.

use grok_video_types::{
    Failure, Model, Quantity, ResultUrl, State, Status, TaskId, Video, VideoTask, decode,
};
use proptest::prelude::*;

fn states() -> impl Strategy<Value = State> {
    let url = "https://cdn\\.example\\.com/[a-z0-9/]{1,20}\\?sig=[a-zA-Z0-9%]{0,20}";
    let video = (url, prop::option::of(0.0..1e9_f64)).prop_map(|(url, seconds)| {
        let video = Video::new(ResultUrl::new(&url).unwrap());
        State::Completed(match seconds {
            Some(seconds) => video.with_actual_duration(Quantity::new(seconds).unwrap()),
            None => video,
        })
    });
    let failed = prop::option::of(".{0,40}")
        .prop_map(|message| State::Failed(Failure::new(message.as_deref())));
    let other = "[a-z]{1,9}x".prop_map(|name| match Status::from(&*name) {
        Status::Other(name) => State::Other(name),
        known => unreachable!("{known} does not end in x"),
    });
    prop_oneof![
        Just(State::Queued),
        Just(State::Processing),
        video,
        failed,
        other
    ]
}

fn tasks() -> impl Strategy<Value = VideoTask> {
    const MODELS: [&str; 5] = [
        "grok_video3",
        "grok_video3_pro",
        "grok_video3_max",
        "grok_video3_stable",
        "new",
    ];
    let model = prop::option::of(prop::sample::select(&MODELS[..]));
    (
        "[a-zA-Z0-9_-]{1,40}|é",
        states(),
        prop::option::of(any::<u64>()),
        model,
    )
        .prop_map(|(id, state, created, model)| {
            let mut task = VideoTask::new(TaskId::new(&id).unwrap(), state);
            if let Some(created) = created {
                task = task.with_created(created);
            }
            match model {
                Some(model) => task.with_model(Model::from(model)),
                None => task,
            }
        })
}

proptest! {
    #[test]
    fn serde_round_trips(task in tasks()) {
        let json = serde_json::to_string(&task).unwrap();
        prop_assert_eq!(&serde_json::from_str::<VideoTask>(&json).unwrap(), &task);
        prop_assert_eq!(&decode(200, json.as_bytes()).unwrap(), &task);
    }
}

#[test]
fn the_documented_example_is_written_as_it_came() {
    let body = include_str!("../../../../fixtures/query/queued.json");
    let task: VideoTask = serde_json::from_str(body).unwrap();
    let on_one_line = body.replace("\n ", "");
    assert_eq!(serde_json::to_string(&task).unwrap(), on_one_line.trim());
}

#[test]
fn a_task_needs_an_id_and_a_status() {
    let error = serde_json::from_str::<VideoTask>(r#"{"id":"video_1"}"#).unwrap_err();
    assert!(
        error.to_string().contains("a task has an id and a status"),
        "{error}"
    );
}
