//! Two programs at once on one ledger and one folder.

use super::board::{Board, Tally};
use crate::service::say;

const N_TASKS: usize = 1000;

#[test]
fn of_a_thousand_tasks_two_programs_save_each_once() {
    let mut board = Board::new(7);
    board.submit(N_TASKS);
    let mut workers = [board.worker(0, 100), board.worker(0, 100)];
    let each = workers.each_mut().map(|worker| {
        assert!(!worker.end(), "nobody kills it");
        board.note_asked(worker);
        worker.n_saved
    });
    let counts = board.server.counts();
    say(&format!(
        "two programs: {each:?} saved, {} creates, {} downloads",
        counts.creates, counts.downloads
    ));
    assert_eq!(each.iter().sum::<usize>(), N_TASKS, "each is saved once");
    assert!(
        each.iter().all(|n_saved| *n_saved > N_TASKS / 10),
        "both work"
    );
    assert_eq!((counts.creates, counts.downloads), (1000, 1000));
    let all_saved = Tally {
        n_saved: N_TASKS,
        ..Tally::default()
    };
    assert_eq!(board.settle(), all_saved);
}
