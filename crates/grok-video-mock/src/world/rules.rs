use crate::invalid::Invalid;

/// What one model allows. Where two pages of the provider disagree, both are
/// allowed.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) model: &'static str,
    durations: Durations,
    aspect_ratios: &'static [&'static str],
    resolutions: &'static [&'static str],
    /// The most reference images; `None` where no number is documented.
    max_images: Option<usize>,
    data_uris: bool,
}

#[derive(Debug)]
enum Durations {
    Between(u64, u64),
    OneOf(&'static [u64]),
}

const RATIOS: &[&str] = &["16:9", "9:16", "1:1", "3:2", "2:3"];
const RESOLUTIONS: &[&str] = &["480p", "720p"];

static MODELS: [Rules; 4] = [
    Rules {
        model: "grok_video3",
        durations: Durations::Between(6, 30),
        aspect_ratios: RATIOS,
        resolutions: RESOLUTIONS,
        max_images: Some(7),
        data_uris: true,
    },
    Rules {
        model: "grok_video3_pro",
        durations: Durations::OneOf(&[10]),
        aspect_ratios: &["16:9"],
        resolutions: &["720p"],
        max_images: None,
        data_uris: true,
    },
    Rules {
        model: "grok_video3_max",
        durations: Durations::OneOf(&[6, 10, 12, 16, 20, 30]),
        aspect_ratios: &["16:9", "9:16", "1:1"],
        resolutions: RESOLUTIONS,
        max_images: Some(5),
        data_uris: false,
    },
    Rules {
        model: "grok_video3_stable",
        durations: Durations::OneOf(&[6, 10]),
        aspect_ratios: RATIOS,
        resolutions: RESOLUTIONS,
        max_images: Some(7),
        data_uris: false,
    },
];

impl Rules {
    pub(super) fn of(model: &str) -> Result<&'static Self, Invalid> {
        MODELS
            .iter()
            .find(|rules| rules.model == model)
            .ok_or_else(|| {
                let known: Vec<&str> = MODELS.iter().map(|rules| rules.model).collect();
                Invalid::new(format!("model: must be one of {}", known.join(", ")))
            })
    }

    pub(super) fn check_duration(&self, seconds: u64) -> Result<(), Invalid> {
        let (allowed, rule) = match self.durations {
            Durations::Between(low, high) => {
                ((low..=high).contains(&seconds), format!("{low} to {high}"))
            }
            Durations::OneOf(values) => {
                let listed: Vec<String> = values.iter().map(ToString::to_string).collect();
                (values.contains(&seconds), listed.join(" or "))
            }
        };
        self.require(allowed, "duration", &format!("{rule} seconds"))
    }

    pub(super) fn check_aspect_ratio(&self, ratio: &str) -> Result<(), Invalid> {
        let listed = self.aspect_ratios.join(" or ");
        self.require(self.aspect_ratios.contains(&ratio), "aspect_ratio", &listed)
    }

    pub(super) fn check_resolution(&self, resolution: &str) -> Result<(), Invalid> {
        let listed = self.resolutions.join(" or ");
        self.require(
            self.resolutions.contains(&resolution),
            "resolution",
            &listed,
        )
    }

    pub(super) fn check_images(&self, images: &[&str]) -> Result<(), Invalid> {
        if let Some(max) = self.max_images {
            self.require(
                images.len() <= max,
                "image_urls",
                &format!("at most {max} images"),
            )?;
        }
        let kinds = if self.data_uris {
            "http or https URLs, or base64 data URIs of images"
        } else {
            "public http or https URLs only"
        };
        let allowed = images
            .iter()
            .all(|image| is_url(image) || self.data_uris && is_data_uri(image));
        self.require(allowed, "image_urls", kinds)
    }

    fn require(&self, allowed: bool, field: &str, rule: &str) -> Result<(), Invalid> {
        if allowed {
            return Ok(());
        }
        Err(Invalid::new(format!(
            "{field}: {} allows {rule}",
            self.model
        )))
    }
}

fn is_url(image: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .filter_map(|scheme| image.strip_prefix(scheme))
        .any(|rest| !rest.is_empty() && !rest.starts_with('/'))
}

fn is_data_uri(image: &str) -> bool {
    image
        .strip_prefix("data:image/")
        .and_then(|rest| rest.split_once(";base64,"))
        .is_some_and(|(subtype, data)| !subtype.is_empty() && !data.is_empty())
}
