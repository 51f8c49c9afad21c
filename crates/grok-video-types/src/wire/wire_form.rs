//! A task in the wire form of a query's answer.

use serde::de::{Deserializer, Error};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use super::decode::task_of;
use super::fields::TaskFields;
use super::serde_field::Field;
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

/// Holds the fields of a task that some format of serde's was read from.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    id: Field,
    created: Field,
    model: Field,
    status: Field,
    video_url: Field,
    #[serde(rename = "actualDuration")]
    actual_duration: Field,
    amount: Field,
    #[serde(rename = "totalTokens")]
    total_tokens: Field,
    last_frame_url: Field,
    error: Field,
}

/// Reads what [`Serialize`] wrote, from a format that describes itself.
///
/// The fields mean what they mean to [`decode`](crate::decode), but the format has read them before:
/// a key that comes twice and half of a surrogate pair are errors, an array is taken for the fields in
/// their order, and a whole number beyond 64 bits arrives as a float, which is no id. An answer of
/// the service is for `decode`.
impl<'de> Deserialize<'de> for VideoTask {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = Fields::deserialize(deserializer)?;
        let task = task_of(&TaskFields {
            id: fields.id.token(),
            created: fields.created.token(),
            model: fields.model.token(),
            status: fields.status.token(),
            video_url: fields.video_url.token(),
            actual_duration: fields.actual_duration.token(),
            amount: fields.amount.token(),
            total_tokens: fields.total_tokens.token(),
            last_frame_url: fields.last_frame_url.token(),
            error: fields.error.words(),
        });
        task.map(Self::from).map_err(D::Error::custom)
    }
}
