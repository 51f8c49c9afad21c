//! The signs that a terminal can show.

/// Holds the signs of progress lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Glyphs {
    /// Turn by turn, that something goes on.
    pub(super) spinner: &'static [&'static str],
    /// Stands where text was cut.
    pub(super) ellipsis: &'static str,
}

impl Glyphs {
    pub(crate) const UNICODE: Self = Self {
        spinner: &["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"],
        ellipsis: "…",
    };
    pub(crate) const ASCII: Self = Self {
        spinner: &["-", "\\", "|", "/"],
        ellipsis: "~",
    };

    /// Chooses by the locale that the environment names.
    pub(crate) fn of_environment() -> Self {
        Self::of(|name| std::env::var(name).ok())
    }

    fn of(variable: impl Fn(&str) -> Option<String>) -> Self {
        // The first one that is set counts, as the C library has it.
        let mut locales = ["LC_ALL", "LC_CTYPE", "LANG"]
            .into_iter()
            .filter_map(variable);
        let locale = locales
            .find(|locale| !locale.is_empty())
            .unwrap_or_default();
        let locale = locale.to_ascii_lowercase();
        if cfg!(windows) || locale.contains("utf-8") || locale.contains("utf8") {
            Self::UNICODE
        } else {
            Self::ASCII
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(not(windows))]
    #[test]
    fn a_locale_without_unicode_gets_none() {
        let of = |all: &str, lang: &str| {
            Glyphs::of(|name| match name {
                "LC_ALL" => Some(all.to_owned()),
                "LANG" => Some(lang.to_owned()),
                _ => None,
            })
        };
        assert_eq!(of("", "en_GB.UTF-8"), Glyphs::UNICODE);
        assert_eq!(of("C.utf8", ""), Glyphs::UNICODE);
        for (all, lang) in [
            ("C", "en_GB.UTF-8"),
            ("", ""),
            ("no_SUCH", ""),
            ("", "de_DE.ISO-8859-1"),
        ] {
            assert_eq!(of(all, lang), Glyphs::ASCII, "{all} {lang}");
        }
    }
}
