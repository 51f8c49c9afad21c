//! Creates, which cost money.

use grok_video_mock::{MockServer, Scope, Trigger};

use super::super::service::request;
use super::TIMES;
use super::case::{Case, in_time, over};

#[tokio::test(start_paused = true)]
async fn no_create_reaches_the_service_twice_and_none_is_paid_without_a_word() {
    let mut n_ambiguous = 0;
    for Case {
        fault,
        is_create_unknown,
        ..
    } in Case::all()
    {
        let (server, connector) = MockServer::start_in_memory().await;
        let client = over(&server.base_url(), connector);
        let request = request();
        server.inject(Scope::creates(), Trigger::always(), fault.clone());
        let mut n_known = 0;
        for n in 0..TIMES {
            match (
                in_time(60, client.create(&request)).await,
                is_create_unknown,
            ) {
                (Ok(_), None) => n_known += 1,
                (Err(error), Some(is_unknown)) => {
                    assert_eq!(error.outcome_unknown(), is_unknown, "{fault}, {n}: {error}");
                    n_ambiguous += usize::from(is_unknown);
                }
                (ended, _) => panic!("{fault}, {n}: {ended:?}"),
            }
        }
        let counts = server.counts();
        assert_eq!(counts.total(), TIMES as u64, "{fault}: {counts:?}");
        // Whoever is told that it is no task has none.
        let is_refused = is_create_unknown == Some(false);
        assert!(!is_refused || counts.creates == 0, "{fault}: {counts:?}");
        assert!(counts.creates >= n_known, "{fault}: {counts:?}");
    }
    assert!(n_ambiguous >= 10_000, "{n_ambiguous}");
}
