//! Where the service's endpoints stand under its base URL.

use alloc::string::String;

use crate::TaskId;

/// The provider's base URL (D). Other relays serve the same paths under other bases.
pub const DEFAULT_BASE_URL: &str = "https://zcbservice.aizfw.cn/kyyReactApiServer";

/// The path of the create call under the base URL (D).
pub const CREATE_PATH: &str = "/v1/grok/videos";

/// Returns the path of the query call for `id` under the base URL (D: `/v1/result/{id}`).
///
/// ```
/// let id = "video_1".parse()?;
/// assert_eq!(grok_video_types::query_path(&id), "/v1/result/video_1");
/// # Ok::<(), grok_video_types::InvalidTaskId>(())
/// ```
#[must_use]
pub fn query_path(id: &TaskId) -> String {
    let mut path = String::with_capacity(RESULT.len() + id.as_str().len());
    append_query_path(&mut path, id);
    path
}

/// Appends what [`query_path`] returns, for a caller who has a base's path to begin with.
///
/// ```
/// let mut path = String::from("/prefix");
/// grok_video_types::append_query_path(&mut path, &"video_1".parse()?);
/// assert_eq!(path, "/prefix/v1/result/video_1");
/// # Ok::<(), grok_video_types::InvalidTaskId>(())
/// ```
pub fn append_query_path(path: &mut String, id: &TaskId) {
    path.push_str(RESULT);
    id.append_segment(path);
}

/// What stands before the id.
const RESULT: &str = "/v1/result/";
