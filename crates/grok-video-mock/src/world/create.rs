use serde_json::{Map, Value};

use super::directives::Directives;
use super::rules::Rules;
use crate::invalid::Invalid;

const DEFAULT_DURATION: u64 = 10;

/// A create request that its model allows.
#[derive(Debug)]
pub(crate) struct CreateRequest {
    pub(super) model: &'static str,
    /// Seconds of video asked for.
    pub(super) duration: u64,
    pub(super) n_images: usize,
    pub(super) directives: Directives,
}

impl CreateRequest {
    /// Reads and checks a request body. An optional field that is `null`
    /// counts as left out; fields that the service does not document are
    /// ignored.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, Invalid> {
        let fields: Map<String, Value> = serde_json::from_slice(body)
            .map_err(|_| Invalid::new("body: must be a JSON object"))?;

        let rules = Rules::of(text(&fields, "model")?.ok_or_else(|| required("model"))?)?;
        let prompt = text(&fields, "prompt")?
            .filter(|prompt| !prompt.trim().is_empty())
            .ok_or_else(|| required("prompt"))?;
        let duration = whole_seconds(&fields, "duration")?.unwrap_or(DEFAULT_DURATION);
        rules.check_duration(duration)?;
        if let Some(ratio) = text(&fields, "aspect_ratio")? {
            rules.check_aspect_ratio(ratio)?;
        }
        if let Some(resolution) = text(&fields, "resolution")? {
            rules.check_resolution(resolution)?;
        }
        let images = texts(&fields, "image_urls")?;
        rules.check_images(&images)?;

        Ok(Self {
            model: rules.model,
            duration,
            n_images: images.len(),
            directives: Directives::parse(prompt)?,
        })
    }
}

fn required(field: &str) -> Invalid {
    Invalid::new(format!("{field}: is required and must not be empty"))
}

fn present<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    fields.get(name).filter(|value| !value.is_null())
}

fn text<'a>(fields: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, Invalid> {
    present(fields, name)
        .map(|value| {
            value
                .as_str()
                .ok_or_else(|| Invalid::new(format!("{name}: must be a string")))
        })
        .transpose()
}

fn texts<'a>(fields: &'a Map<String, Value>, name: &str) -> Result<Vec<&'a str>, Invalid> {
    let Some(value) = present(fields, name) else {
        return Ok(Vec::new());
    };
    value
        .as_array()
        .and_then(|values| values.iter().map(Value::as_str).collect())
        .ok_or_else(|| Invalid::new(format!("{name}: must be an array of strings")))
}

fn whole_seconds(fields: &Map<String, Value>, name: &str) -> Result<Option<u64>, Invalid> {
    present(fields, name)
        .map(|value| {
            // 7.0 is 7: JSON has but one kind of number.
            let whole = |number: &f64| (0.0..1e15).contains(number) && number.fract() == 0.0;
            value
                .as_u64()
                .or_else(|| value.as_f64().filter(whole).map(|number| number as u64))
                .ok_or_else(|| Invalid::new(format!("{name}: must be a whole number of seconds")))
        })
        .transpose()
}
