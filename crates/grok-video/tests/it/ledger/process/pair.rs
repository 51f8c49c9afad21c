//! Two programs at once on one ledger and one folder.

use super::board::{Board, Tally};
use super::say;

const N_TASKS: usize = 1000;

#[test]
fn of_a_thousand_tasks_two_programs_save_each_once() {
    let mut board = Board::new(7);
    // One submits, and both work.
    let mut first = board.worker(N_TASKS, 100);
    let mut second = board.worker(0, 100);
    let mut n_restarts = 0;
    let both = [&mut first, &mut second].map(|worker| {
        assert!(!worker.end(), "nobody kills it");
        worker.n_saved
    });
    // The second may have come before there was anything to do, or have found everything in the other's hands.
    let mut each = vec![both[0], both[1]];
    while each.iter().sum::<usize>() < N_TASKS && n_restarts < 5 {
        n_restarts += 1;
        let mut again = board.worker(0, 100);
        assert!(!again.end());
        each.push(again.n_saved);
    }
    let tally = board.settle();
    let all_saved = Tally {
        n_saved: N_TASKS,
        ..Tally::default()
    };
    assert_eq!(tally, all_saved);
    let counts = board.server.counts();
    say(&format!(
        "two programs: {each:?} saved, {} creates, {} downloads",
        counts.creates, counts.downloads
    ));
    assert_eq!((counts.creates, counts.downloads), (1000, 1000));
    assert_eq!(each.iter().sum::<usize>(), N_TASKS, "each is saved once");
    assert!(
        both.iter().all(|n_saved| *n_saved > 0),
        "both worked: {both:?}"
    );
}
