//! What a session held is found, also where the worker that ended it died before it took its tasks.

use std::collections::HashSet;

use grok_video_ledger::{Filter, Ledger, TaskState, Write};
use grok_video_types::TaskId;

use crate::database::Still;
use crate::work::{lease, n_held, open, submit};

#[tokio::test]
async fn tasks_of_a_session_that_is_no_more_pass_to_others() {
    let still = Still::new().await;
    let ledger = &still.ledger;
    submit(ledger, 600).await;
    let dead = open(ledger).await;
    for n in [500, 90] {
        lease(ledger, dead, n).await;
    }
    let sent = lease(ledger, dead, 1).await.remove(0);
    let permits = ledger.start_create(dead, vec![sent.task]).await;
    assert!(permits.expect("it lives")[0].is_some());
    let alive = open(ledger).await;
    let kept = lease(ledger, alive, 1).await.remove(0);
    // As though it were killed between the two statements.
    let delete = format!(
        "DELETE FROM {}.sessions WHERE session = {}",
        still.schema,
        dead.id()
    );
    still
        .beside
        .batch_execute(&delete)
        .await
        .expect("it is SQL");

    let mut free = HashSet::new();
    for _ in 0..2 {
        free.extend(
            lease(ledger, alive, 500)
                .await
                .iter()
                .map(|held| held.task.task),
        );
    }
    assert_eq!(
        free.len(),
        600 - 2,
        "all but the unknown one and the one that was held"
    );
    assert!(!free.contains(&kept.task.task));
    let unknown = ledger.list_all(Filter::states(&[TaskState::Unknown])).await;
    let unknown = unknown.expect("it is reached");
    assert_eq!(unknown.len(), 1);
    assert_eq!(unknown[0].task, sent.task.task);
    // A late answer is still taken.
    let id: TaskId = "video_late".parse().expect("it is an id");
    let late = ledger.write(vec![(sent.task, Write::Created(id))]).await;
    assert_eq!(
        late.expect("it is reached"),
        [grok_video_ledger::Written::Applied]
    );
}

#[tokio::test]
async fn a_list_shows_none_of_them_as_held() {
    let still = Still::new().await;
    submit(&still.ledger, 10).await;
    let dead = open(&still.ledger).await;
    lease(&still.ledger, dead, 10).await;
    assert_eq!(n_held(&still.ledger).await, 10);
    let delete = format!("DELETE FROM {}.sessions", still.schema);
    still
        .beside
        .batch_execute(&delete)
        .await
        .expect("it is SQL");
    assert_eq!(n_held(&still.ledger).await, 0);
}
