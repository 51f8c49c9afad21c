//! A task in the wire form of a query's answer.

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::answer::TaskFields;
use super::decode::task_of;
use crate::{State, VideoTask};

/// Writes the wire form, the whole result URL included: this is for storage, not for logs.
impl Serialize for VideoTask {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", self.id())?;
        map.serialize_entry("object", "video")?;
        if let Some(created) = self.created() {
            map.serialize_entry("created", &created)?;
        }
        if let Some(model) = self.model() {
            map.serialize_entry("model", model)?;
        }
        map.serialize_entry("status", &self.status())?;
        map.serialize_entry("video_url", &self.video().map(crate::Video::url))?;
        if let State::Completed(video) = self.state() {
            if let Some(seconds) = video.actual_duration() {
                map.serialize_entry("actualDuration", &seconds)?;
            }
            if let Some(amount) = video.amount() {
                map.serialize_entry("amount", &amount)?;
            }
            if let Some(tokens) = video.total_tokens() {
                map.serialize_entry("totalTokens", &tokens)?;
            }
            if let Some(url) = video.last_frame_url() {
                map.serialize_entry("last_frame_url", url)?;
            }
        }
        let message = self.failure().and_then(crate::Failure::message);
        map.serialize_entry("error", &message)?;
        map.end()
    }
}

/// Reads the wire form by the rules of [`decode`](crate::decode).
impl<'de> Deserialize<'de> for VideoTask {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = TaskFields::deserialize(deserializer)?;
        task_of(&fields).map_err(D::Error::custom)
    }
}
