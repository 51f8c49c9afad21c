//! A page that shows captures, each between two markers.

const START: &str = "<!-- capture: ";
const START_END: &str = " -->\n";
const END: &str = "<!-- end of capture -->";

/// Returns the names of the captures that a page shows, in its order.
pub(super) fn names(page: &str) -> Vec<&str> {
    let starts = page.split(START).skip(1);
    starts
        .filter_map(|rest| Some(rest.split_once(START_END)?.0))
        .collect()
}

/// Returns the page with what `read` knows of each capture between its markers, or says what is wrong.
pub(super) fn filled(
    page: &str,
    read: impl Fn(&str) -> Result<String, String>,
) -> Result<String, String> {
    let mut filled = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once(START) {
        let (name, after) = after
            .split_once(START_END)
            .ok_or("the name of a capture has no end: its line closes with `-->`")?;
        let (_, after) = after
            .split_once(END)
            .filter(|(shown, _)| !shown.contains(START))
            .ok_or_else(|| format!("the capture {name} has no end: put `{END}` below it"))?;
        if before.contains(END) {
            return Err(format!("above {name} a capture ends that did not begin"));
        }
        // A name that is a path would show any file.
        if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            return Err(format!("`{name}` is not the name of a capture"));
        }
        let screen = read(name)?;
        if screen.contains("```") {
            return Err(format!(
                "{name} can't be shown: it holds the end of a block"
            ));
        }
        filled += &format!("{before}{START}{name}{START_END}```text\n{screen}```\n{END}");
        rest = after;
    }
    if rest.contains(END) {
        return Err("at the end a capture ends that did not begin".to_owned());
    }
    Ok(filled + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# Page\n\n<!-- capture: wait-80 -->\nold\n<!-- end of capture -->\n\n\
                        <!-- capture: many-120 -->\n<!-- end of capture -->\nend\n";

    fn read(name: &str) -> Result<String, String> {
        Ok(format!("$ {name}\nok\n"))
    }

    #[test]
    fn names_what_it_shows() {
        assert_eq!(names(PAGE), ["wait-80", "many-120"]);
        assert!(names("# Page\n").is_empty());
    }

    #[test]
    fn a_page_is_filled_once_and_for_all() {
        let page = filled(PAGE, read).expect("it is well formed");
        assert_eq!(
            page,
            "# Page\n\n<!-- capture: wait-80 -->\n```text\n$ wait-80\nok\n```\n<!-- end of capture -->\n\n\
             <!-- capture: many-120 -->\n```text\n$ many-120\nok\n```\n<!-- end of capture -->\nend\n"
        );
        assert_eq!(filled(&page, read), Ok(page));
        assert_eq!(filled("# Page\n", read), Ok("# Page\n".to_owned()));
    }

    #[test]
    fn what_is_not_well_formed_is_refused() {
        for (page, part) in [
            ("<!-- capture: wait-80 -->\n", "has no end"),
            ("<!-- capture: wait-80\n", "closes with"),
            ("<!-- end of capture -->\n", "did not begin"),
            (
                "<!-- capture: a -->\n<!-- capture: b -->\n<!-- end of capture -->\n",
                "a has no end",
            ),
            (
                "<!-- capture: ../a -->\n<!-- end of capture -->\n",
                "not the name",
            ),
        ] {
            let error = filled(page, read).expect_err("refused");
            assert!(error.contains(part), "{error}");
        }
        let error = filled(PAGE, |_| Err("gone".to_owned()));
        assert_eq!(error, Err("gone".to_owned()));
        assert!(filled(PAGE, |_| Ok("```\n".to_owned())).is_err());
    }
}
