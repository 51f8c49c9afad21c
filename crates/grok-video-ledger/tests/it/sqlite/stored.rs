//! What is read back is what was written.

use std::time::Duration;

use grok_video_ledger::{
    Account, Filter, Intent, Ledger, LedgerErrorKind, Pause, Proof, Resolution, Stage, TaskNo,
    TaskState, Trouble, Work, Write, Written,
};
use grok_video_types::{CreateVideo, Model, Quantity, ResultUrl, State, Video, VideoTask};

use super::{Folder, account, intent, lease, list, sending, session};

fn result() -> VideoTask {
    let url = "https://cdn.example.com/v.mp4?sig=a%2Bb&n=1";
    let video = Video::new(ResultUrl::new(url).expect("a URL"));
    let amount = Quantity::new(0.1 + 0.2).expect("a number");
    let id = "video_1".parse().expect("an id");
    VideoTask::new(id, State::Completed(video.with_amount(amount)))
        .with_model(Model::GrokVideo3)
        .with_created(1_700_000_000)
}

#[tokio::test(flavor = "current_thread")]
async fn reopening_keeps_everything() {
    let folder = Folder::new();
    let ledger = folder.open();
    let worker = session(&ledger).await;
    let sent = sending(&ledger, worker, "a \0 \"name\" – ü").await;
    let proof = Proof {
        place: "/videos/a.mp4".into(),
        bytes: u64::MAX,
        sha256: [0xAB; 32],
    };
    let writes = [
        Write::Created("video_1".parse().expect("an id")),
        Write::Reschedule(Pause {
            due_in: Duration::from_secs(7),
            snapshot: Some("a snapshot".into()),
            note: Some("why".into()),
            release: false,
        }),
        Write::Completed {
            result: result(),
            age: Some(Duration::from_secs(3)),
        },
        Write::Saving(proof.clone()),
    ];
    for write in writes {
        let written = ledger.write(vec![(sent, write)]).await.expect("answers");
        assert_eq!(written, [Written::Applied]);
    }
    let image = "https://example.com/kite.png?sig=secret"
        .parse()
        .expect("an image");
    let request = CreateVideo::builder(Model::GrokVideo3, "a “kite”\n")
        .image(image)
        .build();
    let others = vec![
        Intent {
            work: Work::Create(request.expect("it is valid")),
            destination: None,
            ..intent("with an image")
        },
        Intent {
            account: Account::from(""),
            work: Work::Follow("video_7".parse().expect("an id")),
            ..intent("")
        },
    ];
    ledger.submit(others.clone(), None).await.expect("new");
    let failed = sending(&ledger, worker, "failed").await;
    let trouble = Trouble::new("failed", "no video was made");
    let written = ledger
        .write(vec![(failed, Write::Fail(trouble.clone()))])
        .await;
    assert_eq!(written.expect("answers"), [Written::Applied]);
    let before = list(&ledger).await;
    crate::let_go(ledger);

    let ledger = folder.open();
    let mut after = list(&ledger).await;
    assert!(before[0].is_held && !after[0].is_held, "the session ended");
    after[0].is_held = true;
    assert_eq!(after, before);
    assert_eq!(after[0].result, Some(result()));
    assert_eq!(after[3].trouble, Some(trouble));
    let again = ledger.submit(others, None).await.expect("the same");
    assert!(again.iter().all(|submitted| !submitted.is_new));
    let worker = session(&ledger).await;
    let held = lease(&ledger, worker).await;
    let Stage::Save {
        result: stored,
        proof: stored_proof,
        ..
    } = &held[0].stage
    else {
        panic!("it is to be saved: {held:?}");
    };
    assert_eq!((stored, stored_proof), (&result(), &Some(proof)));
    let sent = ledger.resolve(TaskNo(4), Resolution::Send).await;
    assert_eq!(sent.expect("answers"), Written::Applied);
}

#[tokio::test(flavor = "current_thread")]
async fn a_batch_is_submitted_as_a_whole_or_not_at_all() {
    let folder = Folder::new();
    let ledger = folder.open();
    let twice = vec![intent("a"), intent("b"), intent("a")];
    let submitted = ledger.submit(twice, None).await.expect("they agree");
    let of = |n: usize| (submitted[n].task, submitted[n].is_new);
    assert_eq!(
        [of(0), of(1), of(2)],
        [(TaskNo(1), true), (TaskNo(2), true), (TaskNo(1), false)]
    );
    let other = |name: &str| Intent {
        destination: None,
        ..intent(name)
    };
    for batch in [
        vec![intent("c"), other("a")],
        vec![intent("c"), intent("d"), other("c")],
    ] {
        let error = ledger.submit(batch, None).await.expect_err("they differ");
        assert_eq!(error.kind(), LedgerErrorKind::Conflict, "{error}");
        assert_eq!(list(&ledger).await.len(), 2);
    }
    let elsewhere = Intent {
        account: Account::from("team-b"),
        ..other("a")
    };
    let submitted = ledger.submit(vec![elsewhere], None).await.expect("new");
    assert!(submitted[0].is_new);
}

#[tokio::test(flavor = "current_thread")]
async fn lists_are_filtered_and_paged() {
    let folder = Folder::new();
    let ledger = folder.open();
    let worker = session(&ledger).await;
    let intents = (0..30).map(|n| Intent {
        account: Account::from(["team-a", "team-b", "team-c"][n % 3]),
        ..intent(&format!("task {}", n / 3))
    });
    ledger.submit(intents.collect(), None).await.expect("new");
    let held = ledger
        .lease_due(worker, &account(), 4, None)
        .await
        .expect("leases");
    let held: Vec<_> = held.iter().map(|held| held.task).collect();
    ledger.start_create(worker, held).await.expect("answers");
    let numbers = async |filter: Filter, after: u64, n: usize| {
        let listed = ledger.list(filter, Some(TaskNo(after)), n).await;
        let listed = listed.expect("answers");
        listed.iter().map(|entry| entry.task.0).collect::<Vec<_>>()
    };
    let both = Filter::states(&[TaskState::Sending, TaskState::Intent, TaskState::Sending]);
    assert_eq!(numbers(both.clone(), 0, 5).await, [1, 2, 3, 4, 5]);
    assert_eq!(numbers(both.of(&account()), 6, 3).await, [7, 10, 13]);
    let sending = Filter::states(&[TaskState::Sending]);
    assert_eq!(numbers(sending.clone(), 1, 5).await, [4, 7, 10]);
    assert_eq!(numbers(sending.of(&"team-b".into()), 0, 5).await, [0; 0]);
    let named = Filter {
        client_ref: Some("task 3".into()),
        ..Filter::default()
    };
    assert_eq!(numbers(named.clone(), 0, 5).await, [10, 11, 12]);
    assert_eq!(numbers(named.clone(), 10, 1).await, [11]);
    assert_eq!(numbers(named.of(&"team-c".into()), 0, 5).await, [12]);
    assert_eq!(numbers(Filter::default(), 28, 5).await, [29, 30]);
    assert_eq!(numbers(Filter::default(), u64::MAX, 5).await, [0; 0]);
    let nowhere = ledger.resolve(TaskNo(u64::MAX), Resolution::Send).await;
    assert_eq!(nowhere.expect("answers"), Written::Stale);
}

#[tokio::test(flavor = "current_thread")]
async fn nothing_is_shown_but_the_path() {
    let folder = Folder::new();
    let ledger = folder.open();
    let path = std::fs::canonicalize(folder.path()).expect("it is there");
    assert_eq!(format!("{ledger:?}"), format!("SqliteLedger({path:?})"));
}
