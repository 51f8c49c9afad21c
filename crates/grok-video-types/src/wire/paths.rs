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
    let mut path = String::from("/v1/result/");
    path.push_str(&id.path_segment());
    path
}
