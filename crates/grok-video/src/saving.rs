//! From a result URL to a file: download, verify, publish, with the disk's work off the runtime.

use std::future::Future;
use std::time::Duration;

use bytes::Bytes;
use grok_video_save::{Destination, LocalDisk, SaveError, SaveErrorKind, Saved, Saver, Sealed};
use grok_video_transport::{Answer, Client, Download, Downloader, ErrorKind, Http1, Progress};
use grok_video_types::{ApiErrorKind, ResultUrl, State, TaskId, VideoTask};
use tokio::task::{JoinError, spawn_blocking};

use crate::{NotSaved, NotSavedReason, observation};

/// How often a download is begun that breaks off for a reason that may pass.
const ATTEMPTS: u32 = 3;
/// The pause before the second attempt; it doubles before each further one.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest pause; where the service wants to be left alone for longer, the result is saved later.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// How much is gathered before the disk is given work.
const BATCH: usize = 256 * 1024;

/// Saves the result of `task`, asking once for a fresh URL where it has expired.
pub(crate) async fn save(
    transport: &Client<Http1>,
    downloader: &Downloader,
    task: &VideoTask,
    destination: Destination,
    on_progress: impl FnMut(Progress),
) -> Result<Saved, NotSaved> {
    let ask = || async { Ok(transport.query(task.id()).await?) };
    let sealed = fetch(ask, downloader, task, destination, on_progress).await?;
    publish(task.id(), sealed).await
}

/// Gives what was fetched its final name.
pub(crate) async fn publish(id: &TaskId, sealed: Sealed<LocalDisk>) -> Result<Saved, NotSaved> {
    let published = on_disk(move || sealed.publish()).await;
    published.map_err(|error| NotSaved::new(id, error))
}

/// Fetches the result of `task`, whole and durable, but without its final name; `ask` queries the task, for a fresh URL.
pub(crate) async fn fetch<A: Future<Output = Result<Answer, NotSavedReason>>>(
    ask: impl Fn() -> A,
    downloader: &Downloader,
    task: &VideoTask,
    destination: Destination,
    mut on_progress: impl FnMut(Progress),
) -> Result<Sealed<LocalDisk>, NotSaved> {
    let id = task.id();
    let not_saved = |reason: NotSavedReason| NotSaved::new(id, reason);
    let mut url = result_url(task).map_err(not_saved)?;
    let mut is_fresh = false;
    let mut n_failed = 0;
    loop {
        let reason = match attempt(downloader, &url, &destination, &mut on_progress).await {
            Ok(sealed) => return Ok(sealed),
            Err(reason) => reason,
        };
        let reason = if reason.is_expired() && !is_fresh {
            match ask().await {
                Ok(fresh) => {
                    url = result_url(&fresh.task).map_err(not_saved)?;
                    is_fresh = true;
                    continue;
                }
                // Nobody knows the task any more: what has expired stays so.
                Err(NotSavedReason::Query(error))
                    if error.kind() == ErrorKind::Api(ApiErrorKind::NotFound) =>
                {
                    reason
                }
                Err(why) => why,
            }
        } else {
            reason
        };
        n_failed += 1;
        let hint = reason.retry_after().unwrap_or_default();
        if n_failed == ATTEMPTS || hint > LONGEST_PAUSE || !may_pass(&reason) {
            return Err(not_saved(reason));
        }
        let pause = hint.max(PAUSE * 2_u32.pow(n_failed - 1));
        tokio::time::sleep(pause).await;
    }
}

fn result_url(task: &VideoTask) -> Result<ResultUrl, NotSavedReason> {
    match task.state() {
        State::Completed(video) => Ok(video.url().clone()),
        other => Err(NotSavedReason::NotCompleted(other.status())),
    }
}

/// Tells whether the same attempt may go well a moment later.
fn may_pass(reason: &NotSavedReason) -> bool {
    match reason {
        NotSavedReason::Download(error) => error.is_transient(),
        NotSavedReason::Save(error) => error.kind() == SaveErrorKind::WrongLength,
        NotSavedReason::Query(error) => observation::failed(error).may_pass(),
        NotSavedReason::NotCompleted(_)
        | NotSavedReason::NotGranted(_)
        | NotSavedReason::Storage(_) => false,
    }
}

async fn attempt(
    downloader: &Downloader,
    url: &ResultUrl,
    destination: &Destination,
    on_progress: &mut impl FnMut(Progress),
) -> Result<Sealed<LocalDisk>, NotSavedReason> {
    let mut download = downloader.get(url).await?;
    let length = download.length();
    let destination = destination.clone();
    let mut saver = on_disk(move || Saver::begin(LocalDisk, destination, length)).await?;
    while let Some(batch) = next_batch(&mut download).await? {
        saver = on_disk(move || {
            batch.iter().try_for_each(|chunk| saver.write(chunk))?;
            Ok(saver)
        })
        .await?;
        on_progress(download.progress());
    }
    Ok(on_disk(move || saver.seal()).await?)
}

/// Gathers chunks until the disk has something to do; `None` at the end.
async fn next_batch(download: &mut Download) -> Result<Option<Vec<Bytes>>, NotSavedReason> {
    let mut batch = Vec::new();
    let mut n_bytes = 0;
    while n_bytes < BATCH {
        let Some(chunk) = download.chunk().await? else {
            break;
        };
        n_bytes += chunk.len();
        batch.push(chunk);
    }
    Ok((!batch.is_empty()).then_some(batch))
}

/// Runs the disk's work where blocking does not hold up the runtime.
pub(crate) async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SaveError> + Send + 'static,
) -> Result<T, SaveError> {
    blocking(work).await
}

/// Runs work that waits where that does not hold up the runtime.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match spawn_blocking(work)
        .await
        .map_err(JoinError::try_into_panic)
    {
        Ok(done) => done,
        Err(Ok(panic)) => std::panic::resume_unwind(panic),
        // The runtime is ending, and takes whoever waits here with it.
        Err(Err(_)) => std::future::pending().await,
    }
}
