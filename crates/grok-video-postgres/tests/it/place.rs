//! What stands in the database when a ledger is opened.

use grok_video_ledger::{Ledger, LedgerError, LedgerErrorKind};
use grok_video_postgres::PostgresLedger;

use crate::database::{Still, connect, schema, server};
use crate::work::{open, submit};

async fn refused(url: &str) -> LedgerError {
    PostgresLedger::connect(url)
        .await
        .expect_err("it can't be opened")
}

#[tokio::test]
async fn a_later_version_is_refused() {
    let still = Still::new().await;
    let later = format!(
        "INSERT INTO {}.migrations (version) VALUES (99)",
        still.schema
    );
    still.beside.batch_execute(&later).await.expect("it is SQL");
    let error = refused(&still.url).await;
    assert_eq!(error.kind(), LedgerErrorKind::Foreign);
    assert!(
        error
            .to_string()
            .contains("is of version 99, and this program knows version 1"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_who_come_first_make_the_tables_once() {
    let url = format!("{}?schema={}", server(), schema());
    let all: Vec<_> = (0..6)
        .map(|_| {
            let url = url.clone();
            tokio::spawn(async move { PostgresLedger::connect(&url).await.map(drop) })
        })
        .collect();
    for one in all {
        one.await.expect("it ends").expect("it can be reached");
    }
}

#[tokio::test]
async fn who_may_only_read_and_write_needs_no_more() {
    let still = Still::new().await;
    let (schema, name) = (&still.schema, format!("user_{}", still.schema));
    let grants = format!(
        "CREATE USER {name}; GRANT USAGE ON SCHEMA {schema} TO {name};
         GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {name};"
    );
    still
        .beside
        .batch_execute(&grants)
        .await
        .expect("it is SQL");
    let url = still.url.replace("postgres@", &format!("{name}@"));
    let ledger = PostgresLedger::connect(&url)
        .await
        .expect("the tables are there");
    submit(&ledger, 3).await;
    open(&ledger).await;

    let elsewhere = format!("{url}_other");
    let error = refused(&elsewhere).await;
    assert_eq!(error.kind(), LedgerErrorKind::Unavailable);
    assert!(error.to_string().contains("grant that"), "{error}");
}

#[tokio::test]
async fn tables_that_are_gone_are_missed() {
    let still = Still::new().await;
    let drop_it = format!("DROP SCHEMA {} CASCADE", still.schema);
    still
        .beside
        .batch_execute(&drop_it)
        .await
        .expect("it is SQL");
    let error = still
        .ledger
        .beat(grok_video_ledger::Session::new(1, crate::work::TTL))
        .await;
    let error = error.expect_err("there is nothing");
    assert_eq!(error.kind(), LedgerErrorKind::Foreign, "{error:?}");
}

#[tokio::test]
async fn a_torn_task_is_named_and_keeps_no_other_away() {
    let still = Still::new().await;
    submit(&still.ledger, 3).await;
    let damage = format!(
        "UPDATE {}.tasks SET request = '{{\"prompt\":SECRET}}' WHERE task = 2",
        still.schema
    );
    still
        .beside
        .batch_execute(&damage)
        .await
        .expect("it is SQL");
    let error = still
        .ledger
        .list_all(grok_video_ledger::Filter::default())
        .await;
    let error = error.expect_err("it is torn");
    assert_eq!(error.kind(), LedgerErrorKind::Foreign);
    assert!(
        error.to_string().contains("request of task #2 is damaged"),
        "{error}"
    );
    assert!(!format!("{error:?}").contains("SECRET"), "{error:?}");
    let session = open(&still.ledger).await;
    assert_eq!(
        crate::work::lease(&still.ledger, session, 10).await.len(),
        2
    );
}

#[tokio::test]
async fn nobody_there_is_said_without_the_password() {
    let free = || std::net::TcpListener::bind("127.0.0.1:0")?.local_addr();
    let port = free().expect("there is a port").port();
    for url in [
        format!("postgres://a:SECRET@127.0.0.1:{port}/x"),
        server().replace("postgres@", "nobody-known:SECRET@"),
    ] {
        let error = refused(&url).await;
        assert_eq!(error.kind(), LedgerErrorKind::Unavailable);
        assert!(
            !format!("{error} {error:?}").contains("SECRET"),
            "{error:?}"
        );
    }
    let beside = connect(&server()).await;
    assert!(!beside.is_closed());
}
