//! Short ways to bring tasks where a test wants them.

use std::time::Duration;

use grok_video_ledger::{Account, Filter, Held, Intent, Ledger, MAX_BATCH, Session, Work};
use grok_video_types::{CreateVideo, Model};

/// How long sessions live here.
pub(crate) const TTL: Duration = Duration::from_secs(600);

pub(crate) fn account() -> Account {
    Account::from("team-a")
}

/// An intent of this name.
pub(crate) fn intent(name: usize) -> Intent {
    let request = CreateVideo::builder(Model::GrokVideo3, "a red kite").build();
    Intent {
        client_ref: name.to_string().into(),
        account: account(),
        work: Work::Create(request.expect("it is sound")),
        destination: Some("/videos/".into()),
    }
}

/// Submits this many intents, in full batches.
pub(crate) async fn submit(ledger: &dyn Ledger, n: usize) {
    let all: Vec<_> = (0..n).map(intent).collect();
    for batch in all.chunks(MAX_BATCH) {
        ledger
            .submit(batch.to_vec(), None)
            .await
            .expect("they are new");
    }
}

pub(crate) async fn open(ledger: &dyn Ledger) -> Session {
    ledger
        .open_session("test", TTL)
        .await
        .expect("it is reached")
}

pub(crate) async fn lease(ledger: &dyn Ledger, session: Session, n: usize) -> Vec<Held> {
    let leased = ledger.lease_due(session, &account(), n, None).await;
    leased.expect("the session lives")
}

/// Counts the tasks that somebody holds.
pub(crate) async fn n_held(ledger: &dyn Ledger) -> usize {
    let listed = ledger.list_all(Filter::default()).await;
    let listed = listed.expect("it is reached");
    listed.iter().filter(|entry| entry.is_held).count()
}
