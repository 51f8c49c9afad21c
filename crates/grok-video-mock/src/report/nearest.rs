use std::fmt;

/// What came beside the route that is nearest to it, with marks under what
/// one of them has and the other has not.
#[derive(Debug)]
pub(super) struct Nearest<'a> {
    came: Marked<'a>,
    nearest: Marked<'a>,
}

/// A request line, and which of its parts are marked.
#[derive(Debug)]
struct Marked<'a> {
    method: &'a str,
    /// The segments of the path, each with whether it is marked.
    segments: Vec<(&'a str, bool)>,
    is_method_marked: bool,
}

impl<'a> Nearest<'a> {
    /// Finds the nearest of `templates`, in which `{id}` stands for any segment.
    pub(super) fn of(method: &'a str, path: &'a str, templates: &'a [(&str, String)]) -> Self {
        let pairs = templates.iter().map(|(template_method, template)| {
            let (mut came, mut nearest) = (
                Marked::new(method, path),
                Marked::new(template_method, template),
            );
            let differs = method != *template_method;
            came.is_method_marked = differs;
            nearest.is_method_marked = differs;
            align(&mut came.segments, &mut nearest.segments);
            Self { came, nearest }
        });
        pairs
            .min_by_key(|pair| {
                let n_marked = pair.came.n_marked() + pair.nearest.n_marked();
                // What fits to the letter is nearer than what fits because all does.
                (n_marked, pair.nearest.n_ids())
            })
            .expect("a service has routes")
    }
}

impl<'a> Marked<'a> {
    fn new(method: &'a str, path: &'a str) -> Self {
        Self {
            method,
            segments: path.split('/').skip(1).map(|text| (text, true)).collect(),
            is_method_marked: false,
        }
    }

    fn n_marked(&self) -> usize {
        let n_segments = self.segments.iter().filter(|(_, marked)| *marked).count();
        n_segments + usize::from(self.is_method_marked)
    }

    fn n_ids(&self) -> usize {
        let ids = self.segments.iter();
        ids.filter(|(text, _)| text.starts_with("{id}")).count()
    }
}

/// Takes the marks off what both have, in the same order: a longest common
/// subsequence.
fn align(came: &mut [(&str, bool)], nearest: &mut [(&str, bool)]) {
    /// The most segments that are compared: a path of a thousand is no route.
    const MOST: usize = 32;
    let (n, m) = (came.len().min(MOST), nearest.len());
    let fits = |came: &str, template: &str| {
        came == template
            || template
                .strip_prefix("{id}")
                .is_some_and(|suffix| came.len() > suffix.len() && came.ends_with(suffix))
    };
    // lengths[i][j]: how many of the segments from i and from j on fit.
    let mut lengths = vec![vec![0; m + 1]; n + 1];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            lengths[i][j] = if fits(came[i].0, nearest[j].0) {
                lengths[i + 1][j + 1] + 1
            } else {
                lengths[i + 1][j].max(lengths[i][j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < n && j < m {
        if fits(came[i].0, nearest[j].0) {
            came[i].1 = false;
            nearest[j].1 = false;
            (i, j) = (i + 1, j + 1);
        } else if lengths[i + 1][j] >= lengths[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
}

impl fmt::Display for Nearest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.came.write(f, "came", "is not in the nearest")?;
        self.nearest.write(f, "nearest", "is missing")
    }
}

impl Marked<'_> {
    /// Writes the line, and one with marks and their meaning if there are any.
    fn write(&self, f: &mut fmt::Formatter<'_>, title: &str, meaning: &str) -> fmt::Result {
        let mut line = format!("    {title:<8} ");
        let mut marks = " ".repeat(line.len());
        let mut push = |text: &str, is_marked: bool| {
            line.push_str(text);
            let mark = if is_marked { "^" } else { " " };
            marks.push_str(&mark.repeat(text.chars().count()));
        };
        push(self.method, self.is_method_marked);
        push(" ", false);
        for (segment, is_marked) in &self.segments {
            let segment: String = segment.escape_debug().collect();
            push("/", *is_marked);
            push(&segment, *is_marked);
        }
        writeln!(f, "{line}")?;
        if self.n_marked() > 0 {
            writeln!(f, "{} {meaning}", marks.trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(method: &str, path: &str, expected: &str) {
        let templates = [
            ("GET", "/base/v1/result/{id}".to_owned()),
            ("POST", "/base/v1/grok/videos".to_owned()),
            ("GET", "/assets/{id}.mp4".to_owned()),
        ];
        let shown = Nearest::of(method, path, &templates).to_string();
        assert_eq!(shown, expected, "\n{shown}");
    }

    #[test]
    fn what_is_missing_is_marked() {
        check(
            "GET",
            "/v1/result/video_1",
            "    came     GET /v1/result/video_1\n    \
             nearest  GET /base/v1/result/{id}\n                 \
             ^^^^^ is missing\n",
        );
    }

    #[test]
    fn what_is_too_much_is_marked() {
        check(
            "POST",
            "/base/v1/v1/grok/videos",
            "    came     POST /base/v1/v1/grok/videos\n                          \
             ^^^ is not in the nearest\n    \
             nearest  POST /base/v1/grok/videos\n",
        );
    }

    #[test]
    fn another_method_and_a_typo_are_marked() {
        check(
            "PUT",
            "/base/v1/groc/videos",
            "    came     PUT /base/v1/groc/videos\n             \
             ^^^         ^^^^^ is not in the nearest\n    \
             nearest  POST /base/v1/grok/videos\n             \
             ^^^^         ^^^^^ is missing\n",
        );
    }

    #[test]
    fn a_path_without_end_is_compared_in_part() {
        let path = "/a".repeat(100_000);
        let shown = Nearest::of("GET", &path, &[("GET", "/base".to_owned())]).to_string();
        assert!(shown.contains("nearest  GET /base\n"));
    }
}
