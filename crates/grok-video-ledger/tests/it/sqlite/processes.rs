//! Other processes: this program, started again for one of the tests below.

use std::env;
use std::io::{BufRead, BufReader, Read, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::PoisonError;

use grok_video_ledger::{Ledger, SqliteLedger, TaskState};

use super::{Folder, intent, lease, list, sending, session, states};

/// Names the ledger to a child.
const LEDGER: &str = "GROK_VIDEO_LEDGER_OF_TEST";

/// A process that runs one test of this program, and ends when its input does.
struct Other {
    child: Child,
    input: Option<ChildStdin>,
    /// Kept open: it writes more at its end.
    output: BufReader<ChildStdout>,
}

impl Other {
    /// Starts the test `name`, without waiting for it.
    fn start(name: &str, folder: &Folder) -> Self {
        let program = env::current_exe().expect("it runs");
        let starting = crate::STARTING
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let mut child = Command::new(program)
            .args([
                "--exact",
                &format!("sqlite::processes::{name}"),
                "--nocapture",
            ])
            .env(LEDGER, folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it can be run again");
        drop(starting);
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("it is piped"));
        Self {
            child,
            input,
            output,
        }
    }

    /// Waits until it says that it is ready.
    fn ready(mut self) -> Self {
        let mut lines = self.output.by_ref().lines();
        let is_ready = lines.any(|line| line.expect("it is text").contains("ready"));
        assert!(is_ready, "the child ended early");
        self
    }

    /// Lets it end by itself.
    fn end(mut self) {
        drop(self.input.take());
        let status = self.child.wait().expect("it ends");
        assert!(status.success(), "{status}");
    }

    /// Kills it, as nothing but the system can.
    fn kill(mut self) {
        self.child.kill().expect("it lives");
        self.child.wait().expect("it ends");
    }
}

/// Returns the ledger of a child; `None` where this is no child, and there is nothing to do.
fn as_child() -> Option<SqliteLedger> {
    let path = env::var_os(LEDGER)?;
    Some(SqliteLedger::open(path).expect("the folder is there"))
}

/// Says that the child is ready, and waits to be killed or ended.
#[expect(clippy::print_stdout, reason = "it is how a child tells its parent")]
fn wait() {
    println!("\nready");
    std::io::stdout().flush().expect("it is piped");
    let mut nothing = String::new();
    std::io::stdin()
        .read_to_string(&mut nothing)
        .expect("it is piped");
}

#[tokio::test(flavor = "current_thread")]
async fn child_that_holds() {
    if let Some(ledger) = as_child() {
        let worker = session(&ledger).await;
        sending(&ledger, worker, "sent").await;
        let intents = ["one", "two"].map(intent).to_vec();
        ledger.submit(intents, Some(worker)).await.expect("new");
        wait();
    }
}

#[tokio::test(flavor = "current_thread")]
async fn child_that_submits() {
    if let Some(ledger) = as_child() {
        let worker = session(&ledger).await;
        for n in 0..20 {
            let both = vec![
                intent(&format!("shared {n}")),
                intent(&format!("{} {n}", std::process::id())),
            ];
            ledger.submit(both, None).await.expect("they agree");
            let leased = ledger.lease_due(worker, &super::account(), 1, None).await;
            assert_eq!(leased.expect("the session lives").len(), 1);
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_killed_process_frees_its_tasks_at_once_and_a_live_one_does_not() {
    let folder = Folder::new();
    let ledger = folder.open();
    let child = Other::start("child_that_holds", &folder).ready();
    let worker = session(&ledger).await;
    let (sent, held) = (TaskState::Sending, (TaskState::Intent, true));
    assert_eq!(lease(&ledger, worker).await, []);
    assert_eq!(states(&ledger).await, [(sent, true), held, held]);
    assert_eq!(folder.names(".session-").len(), 2);

    child.kill();
    let leased = lease(&ledger, worker).await;
    assert_eq!(leased.len(), 2, "{leased:?}");
    assert!(leased.iter().all(|held| held.task.fence.0 == 2));
    let unknown = (TaskState::Unknown, false);
    assert_eq!(states(&ledger).await, [unknown, held, held]);
    assert_eq!(folder.names(".session-"), ["videos.db.session-2"]);
}

#[tokio::test(flavor = "current_thread")]
async fn a_process_that_ends_by_itself_leaves_a_ledger_in_order() {
    let folder = Folder::new();
    let child = Other::start("child_that_holds", &folder).ready();
    child.end();
    let unknown = (TaskState::Unknown, false);
    let free = (TaskState::Intent, false);
    assert_eq!(states(&folder.open()).await, [unknown, free, free]);
    assert_eq!(folder.names(".session-"), [""; 0]);
}

#[test]
fn processes_that_start_together_create_one_ledger() {
    for _ in 0..3 {
        let folder = Folder::new();
        let children: Vec<_> = (0..4)
            .map(|_| Other::start("child_that_submits", &folder))
            .collect();
        children.into_iter().for_each(Other::end);
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let listed = runtime.expect("it starts").block_on(list(&folder.open()));
        assert_eq!(listed.len(), 20 + 4 * 20);
        assert!(listed.iter().all(|entry| !entry.is_held));
    }
}
